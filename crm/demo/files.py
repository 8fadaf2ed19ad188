"""Puts a few documents into the demo firm: letters and tables as people keep them beside a client."""

import io
import json
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
import typst
from werkzeug.datastructures import FileStorage

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.core.feature import registry
from crm.demo.content_files import Row, client_rows, read
from crm.files import actions
from crm.files.intake import intake
from crm.institutions.models import Institution

#: The words travel as JSON and are set as text, never parsed as markup.
PAGE: Final = b"""
#set page(paper: "us-letter", margin: 2.4cm)
#set text(size: 11pt)
#for line in json(bytes(sys.inputs.lines)) { if line == "" { v(8pt) } else { par(line) } }
"""


def add_files() -> int:
    """Add the documents, each in the name of who would have; returns how many."""
    names = {row["slug"]: row["name"] for row in client_rows()}
    for row in read("documents"):
        _add(row, names)
    return len(read("documents"))


def _add(row: Row, names: dict[str, Any]) -> None:
    owner = registry().file_owners()[row["page"]]
    query = (
        sa.select(Client.id).where(Client.name == names[row["client"]])
        if row["page"] == "client"
        else sa.select(Institution.id).where(Institution.code == row["institution"])
    )
    record_id = db.session.execute(query).scalar_one()
    user = db.session.execute(sa.select(User).where(User.email == row["by"])).scalar_one()
    upload = FileStorage(io.BytesIO(_content(row["name"], row["lines"])), filename=row["name"])
    with intake([upload], whole=True) as found, unit_of_work(user.id) as work:
        actions.add(work, user, owner, record_id, found.taken)


def _content(name: str, lines: Sequence[str]) -> bytes:
    if name.endswith(".pdf"):
        return typst.compile(PAGE, sys_inputs={"lines": json.dumps(list(lines))}, ignore_system_fonts=True)
    return "\r\n".join([*lines, ""]).encode()
