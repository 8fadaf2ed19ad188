"""The forms of sources of figures: a source fetched now, a published file handed in."""

import io
from collections.abc import Iterator
from typing import Any

from crm.sources.forms import HandInForm
from tests.access.route import Route

JOB = {"job": {"*"}, "source_state": {"*"}}


def source_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield them."""
    at = f"/indicators/sources/files/{values['source_file_id']}"
    yield Route("sources.decide", "charlie", at, {}, {"source_file": {"*"}})
    yield Route("sources.fetch", "charlie", "/indicators/sources/census-workbook/fetch", {}, JOB)
    file = (io.BytesIO(b"DATE,EXPMX\n2016-11-01,5.0\n"), "EXPMX.csv")
    made = {"source_file": {"*"}, "stored_file": {"*"}, "job": {"*"}}
    yield Route("sources.hand_in", "charlie", "/indicators/sources/files", {"file": file, "month": "2017-03"}, made,
                HandInForm)  # fmt: skip
