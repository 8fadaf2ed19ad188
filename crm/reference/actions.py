"""Changes of the reference lists; they flush within an open unit of work."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.text import fold
from crm.reference.models import Port, Sector

CODE_LENGTH = 80


def add_sector(work: Session, parent: Sector, values: dict[str, Any]) -> Sector:
    """Add a sector of the firm's own under another, after its siblings; its code is made from the title."""
    last = work.execute(sa.select(sa.func.max(Sector.position))).scalar() or 0
    sector = Sector(
        code=_free_code(work, parent, values["title_en"]), parent_id=parent.id, position=last + 1, ours=True, **values
    )
    work.add(sector)
    work.flush()
    return sector


def update_sector(work: Session, sector: Sector, values: dict[str, Any]) -> None:
    """Set the columns of a sector."""
    _set(work, sector, values)


def update_port(work: Session, port: Port, values: dict[str, Any]) -> None:
    """Set the columns of a port."""
    _set(work, port, values)


def _set(work: Session, record: Sector | Port, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    work.flush()


def _free_code(work: Session, parent: Sector, title: str) -> str:
    """Return 'parent.words-of-the-title', with a number behind it where that is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-") or "sector"
    stem = f"{parent.code}.{words}"[: CODE_LENGTH - 5].rstrip("-.")
    taken = set(work.execute(sa.select(Sector.code).where(Sector.code.startswith(stem, autoescape=True))).scalars())
    number = 2
    code = stem
    while code in taken:
        code = f"{stem}-{number}"
        number += 1
    return code
