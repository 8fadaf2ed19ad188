"""Writes what was promised in the demo firm's engagements: some kept, some late, some released."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.commitments import actions
from crm.demo.content_files import read
from crm.demo.shapes import EngagementSpec
from crm.engagements.models import Engagement

_PARTIES: Final = {"client": "clients", "institution": "institutions"}


def add_promises(
    work: Session, specs: Sequence[EngagementSpec], users: Mapping[str, User], engagements: Mapping[str, Engagement]
) -> None:
    """Write the commitments of held engagements, found by subject, in the name of who answers for each; flushes."""
    by_subject = {spec.subject: spec for spec in specs if spec.state == "held"}
    for row in read("commitments"):
        spec = by_subject[row["subject"]]
        owner = users[row.get("owner", spec.consultants[0])]
        work.info["actor_id"] = owner.id
        item = actions.create(work, owner, _values(row, spec.day, engagements[spec.key]) | {"owner_id": owner.id})
        if "state" in row:
            day = spec.day + timedelta(days=row["settled"])
            actions.settle(work, item, row["state"], day, row.get("reason", ""))


def _values(row: Mapping[str, Any], day: date, met: Engagement) -> dict[str, Any]:
    found: dict[str, Any] = {
        "text": row["text"], "made_on": day, "due_on": day + timedelta(days=row["due"]), "engagement_id": met.id,
        "clients": [link.client_id for link in met.clients],
    }  # fmt: skip
    for side in ("maker", "receiver"):
        kind = row[side]
        found[f"{side}_kind"] = kind
        if kind in _PARTIES:
            found[f"{side}_{kind}_id"] = getattr(getattr(met, _PARTIES[kind])[0], f"{kind}_id")
    return found
