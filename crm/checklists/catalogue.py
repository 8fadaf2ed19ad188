"""The checklists that ship with the product."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from crm.checklists.models import Checklist, ChecklistStep
from crm.core.db import unit_of_work

DATA: Final = Path(__file__).parent / "data" / "checklists.toml"


def shipped() -> Iterator[dict[str, Any]]:
    """Yield the values of each, with its steps."""
    for position, row in enumerate(tomllib.loads(DATA.read_text(encoding="utf-8"))["checklists"]):
        steps = [
            {"position": place, "days": days, "role": role, "title_en": en, "title_es": es}
            for place, (days, role, en, es) in enumerate(row["steps"])
        ]
        yield {
            "code": row["code"], "position": position, "title_en": row["en"], "title_es": row["es"], "es_ours": True,
            "steps": steps,
        }  # fmt: skip


def seed_checklists() -> str:
    """Add those that are missing; what the firm has edited or archived is left alone. Says how many."""
    with unit_of_work(None) as work:
        known = set(work.execute(sa.select(Checklist.code)).scalars())
        fresh = [row for row in shipped() if row["code"] not in known]
        for row in fresh:
            work.add(Checklist(**{**row, "steps": [ChecklistStep(**step) for step in row["steps"]]}))
        work.flush()
    return f"Checklists: {len(fresh)} added." if fresh else ""
