"""Who of us took part and as what, and the official class of those met: the facts that a later disclosure needs.

Facts alone: no conclusion is drawn from them.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.capture import link_text, record_many
from crm.core.dates import now
from crm.engagements.models import Engagement, EngagementConsultant

#: What may be set of one of us, and of one of those met.
OURS: Final = ("role", "minutes")
THEIRS: Final = ("official_class", "class_source", "class_checked_on")


def set_consultants(work: Session, actor: User | None, item: Engagement, values: Mapping[str, Any]) -> None:
    """Make `values["consultants"]` those of us who took part; who writes it down led it, until somebody says more."""
    if "consultants" not in values:
        return
    wanted, have = set(values["consultants"]), {link.user_id for link in item.consultants}
    if wanted == have:
        return
    firm = firm_roles(work, wanted - have)
    item.consultants = [link for link in item.consultants if link.user_id in wanted]
    item.consultants += [
        EngagementConsultant(user_id=key, role=first_role(actor, key), firm_role=firm.get(key, ""))
        for key in sorted(wanted - have)
    ]
    item.updated_at = now()


def first_role(actor: User | None, user_id: int) -> str:
    """Return what one of us is taken to have done until somebody says more."""
    return "lead" if actor is not None and actor.id == user_id else "attending"


def firm_roles(work: Session, user_ids: Collection[int]) -> dict[int, str]:
    """Return what these accounts are in the firm now: a link row keeps it, whatever they become."""
    if not user_ids:
        return {}
    query = sa.select(User.id, User.role).where(User.id.in_(list(user_ids)))
    return {row.id: row.role for row in work.execute(query)}


def set_facts(
    work: Session,
    item: Engagement,
    ours: Mapping[int, Mapping[str, Any]],
    theirs: Mapping[int, Mapping[str, Any]],
) -> None:
    """Set role and minutes of consultants, class, source and day of people present, by their ids; with the trail.

    Whoever is no longer among them is left out.
    """
    told: list[list[Any]] = []
    for link in item.consultants:
        told += _set("our_parts", link, link.user_id, OURS, ours.get(link.user_id))
    for person in item.persons:
        told += _set("classes", person, person.person_id, THEIRS, theirs.get(person.person_id))
    if told:
        # Only link rows change: without this the record's version would not.
        item.updated_at = now()
        work.flush()
        record_many(work, "engagement", [(item.id, told)])


def _set(
    field: str, link: Any, key: int, columns: tuple[str, ...], values: Mapping[str, Any] | None
) -> list[list[Any]]:
    before = link_text(id=key, **{name: getattr(link, name) for name in columns})
    for name, value in (values or {}).items():
        setattr(link, name, value)
    after = link_text(id=key, **{name: getattr(link, name) for name in columns})
    return [[field, before, after]] if str(before) != str(after) else []
