"""Adds the shipped bodies with their posts once; what the firm has edited or archived is left alone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.db import unit_of_work
from crm.institutions import catalogue
from crm.institutions.models import Institution, Post

#: What a line of the file says of the body itself, by its own name.
PLAIN = (
    "code", "name_en", "name_es", "short", "kind", "level", "city", "gift_rule", "meeting_rule", "holidays",
    "certainty",
)  # fmt: skip


def seed_institutions() -> str:
    """Add the bodies that are missing, with their posts; says how many."""
    with unit_of_work(None) as work:
        known = {code: key for code, key in work.execute(sa.select(Institution.code, Institution.id)) if code}
        added = 0
        for row in catalogue.bodies():
            if row["code"] not in known:
                known[row["code"]] = _add(work, row, known)
                added += 1
    return f"Institutions: {added} added." if added else ""


def _add(work: Session, row: dict[str, str], known: dict[str, int]) -> int:
    body = Institution(
        **{name: row[name] for name in PLAIN}, country=row["country"] or None, state=row["state"] or None,
        parent_id=known.get(row["parent"]), translated=row["translated"] == "1",
    )  # fmt: skip
    work.add(body)
    work.flush()
    titles = [post for post in catalogue.posts() if post["institution"] == row["code"]]
    work.add_all(
        Post(institution_id=body.id, title_en=post["title_en"], title_es=post["title_es"], position=position,
             official_class=post["official_class"])
        for position, post in enumerate(titles)
    )  # fmt: skip
    work.flush()
    return body.id
