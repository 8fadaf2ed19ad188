"""The forms of imports: a file, how it is read, what its columns hold, the run, the undoing."""

import io
from collections.abc import Iterator
from typing import Any

from crm.imports.forms import ReadingForm, StartForm
from tests.access.route import Route


def import_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of imports in an order in which each is accepted."""
    at, stamps = f"/imports/{values['batch_id']}", {"version", "updated_at"}
    file = (io.BytesIO(b"Nombre\r\nNueva\r\n"), "nueva.csv")
    made = {"import_batch": {"*"}, "stored_file": {"*"}}
    asked = {"job": {"*"}}
    yield Route("imports.new", "alice", "/imports/new", {"kind": "clients", "preset": "", "file": file}, made,
                StartForm)  # fmt: skip
    yield Route("imports.run", "alice", f"{at}/run", {}, {"import_batch": {"state", "job_id"} | stamps, **asked})
    other = f"/imports/{values['open_batch_id']}"
    read = {"encoding": "ascii", "sign": "comma", "heading": "1"}
    steps = {"state", "settings", "heading", "mapping", "counts", "job_id"} | stamps
    yield Route("imports.reading", "alice", f"{other}/reading", read, {"import_batch": steps}, ReadingForm)
    columns = {"column-0": "name", "column-1": "state", "existing": "update"}
    yield Route("imports.columns", "alice", f"{other}/columns", columns,
                {"import_batch": steps, "import_memory": {"*"}, **asked})  # fmt: skip
    yield Route("imports.undo", "alice", f"/imports/{values['done_batch_id']}/undo", {},
                {"import_batch": {"state", "job_id"} | stamps, **asked})  # fmt: skip
    yield Route("imports.undo_several", "alice", "/imports/undo", {"batch": str(values["other_done_batch_id"])},
                {"import_batch": {"state", "job_id"} | stamps, **asked})  # fmt: skip
