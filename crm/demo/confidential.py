"""Makes three notes of the demo firm confidential: named readers, a sensitive part, a lock over earlier versions."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.demo.content_files import read
from crm.engagements import actions, confidential
from crm.engagements.models import Engagement


def make_confidential(work: Session, users: Mapping[str, User], engagements: Mapping[str, Engagement]) -> None:
    """Change the notes as whoever would have; flushes."""
    rows, notes = read("confidential"), {item.subject: item for item in engagements.values()}
    named, part, locked = rows["limited"], rows["part"], rows["locked"]
    item = notes[named["subject"]]
    work.info["actor_id"] = item.created_by_id
    actions.update(work, None, item, {"limited": True, "readers": [users[email].id for email in named["readers"]]})
    author = users[part["by"]]
    work.info["actor_id"] = author.id
    readers = [users[email].id for email in part["readers"]]
    made = confidential.add_part(work, author, notes[part["subject"]], part["text"], readers)
    confidential.update_part(work, made, part["rewritten"])
    item = notes[locked["subject"]]
    for edit in locked["edits"]:
        work.info["actor_id"] = users[edit["by"]].id
        texts = {name: text for name, text in edit.items() if name != "by"}
        actions.update(work, users[edit["by"]], item, texts)
    work.info["actor_id"] = users[locked["by"]].id
    confidential.lock(work, users[locked["by"]], item, locked["reason"])
