"""Who may see a report, and who may read one of its frozen versions."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models.client import Client, ClientBarrier
from crm.clients.visibility import hidden_client
from crm.clients.visibility import visible_to as client_visible_to
from crm.commitments.models import Commitment
from crm.commitments.visibility import visible_to as commitment_visible_to
from crm.core.access import Reader, per_reader
from crm.core.bulk import among
from crm.core.db import db
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.mandates.models import Mandate
from crm.mandates.visibility import visible_to as mandate_visible_to
from crm.people.models import Person
from crm.people.visibility import visible_to as person_visible_to
from crm.pipeline.models import Opportunity
from crm.pipeline.visibility import visible_to as opportunity_visible_to
from crm.reports.models import Report, ReportDefinition
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

_GUARDED: Final[Mapping[str, tuple[Any, Any]]] = {
    "client": (Client.id, client_visible_to), "engagement": (Engagement.id, engagement_visible_to),
    "person": (Person.id, person_visible_to), "task": (Task.id, task_visible_to),
    "commitment": (Commitment.id, commitment_visible_to),
    "mandate": (Mandate.id, mandate_visible_to), "opportunity": (Opportunity.id, opportunity_visible_to),
}  # fmt: skip
#: Open to all of us, whatever their clients; what an issue means for a client is that client's.
_THE_FIRMS: Final = frozenset({"issue", "institution", "post", "series", "sector"})
_AT_ONCE: Final = 5_000


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Report: a client's is its readers'; one on the whole firm is its author's and the partners'.

    What a person wrote for such a one may name any client: a partner who is barred from one does not see it.
    """
    return _visible(user, Report, Report.prepared_by_id)


@per_reader
def definition_visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on ReportDefinition, by the same rule."""
    return _visible(user, ReportDefinition, ReportDefinition.owner_id)


def _visible(user: Reader, model: Any, author_id: Any) -> sa.ColumnElement[bool]:
    of_firm = author_id == user.id
    if user.role == Role.PARTNER:
        of_firm = sa.or_(of_firm, ~sa.exists().where(ClientBarrier.user_id == user.id))
    return sa.or_(
        sa.and_(model.client_id.is_not(None), ~hidden_client(user, model.client_id)),
        sa.and_(model.client_id.is_(None), of_firm),
    )


def may_read(user: User, records: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether a reader may see every record that a frozen document prints: one statement for a kind."""
    return all(_sees(user, kind, ids) for kind, ids in records.items() if ids and kind not in _THE_FIRMS)


def _sees(user: User, kind: str, ids: Sequence[int]) -> bool:
    if kind not in _GUARDED:
        return False  # nobody said who may read it
    key, visible = _GUARDED[kind]
    return all(
        _count(sa.select(sa.func.count()).where(among(key, part), visible(user))) == len(set(part))
        for part in (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    )


def _count(query: sa.Select[int]) -> int:
    return db.session.execute(query).scalar_one()
