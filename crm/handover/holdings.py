"""What a colleague answers for, as data: a new kind is one more line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.alerts.models import AlertRule
from crm.alerts.queries import title_of
from crm.alerts.visibility import visible_to as alert_visible
from crm.clients.models.client import Client, ClientBarrier
from crm.clients.visibility import visible_to as client_visible
from crm.commitments.models import Commitment
from crm.commitments.queries import OPEN as OPEN_COMMITMENT
from crm.commitments.visibility import visible_to as commitment_visible
from crm.core.i18n import language
from crm.core.money import number
from crm.issues.models import Issue
from crm.issues.queries import OPEN as OPEN_ISSUE
from crm.mandates.models import Deliverable, Mandate
from crm.mandates.visibility import visible_to as mandate_visible
from crm.pipeline.models import Opportunity
from crm.pipeline.visibility import visible_to as opportunity_visible
from crm.reports.models import ReportDefinition
from crm.reports.visibility import definition_visible_to as definition_visible
from crm.tasks.models import Task, TaskClient, TaskInstitution, TaskPerson
from crm.tasks.queries import OPEN as OPEN_TASK
from crm.tasks.visibility import visible_to as task_visible

Where = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of record that somebody answers for: its column, which of them are still open, who may see one."""

    name: str
    model: type[Any]
    attribute: str
    open: Where
    #: Whether a reader may see it now.
    visible: Callable[[Any], Where]
    #: Whether the new one may have it; None: whoever may see it.
    may_have: Callable[[Any], Where] | None
    words: Callable[[int], str]
    title: Callable[[Any], str]


def _not_barred(user: Any) -> Where:
    """Whoever leads a client sees it, but for a barrier."""
    return ~sa.exists().where(ClientBarrier.client_id == Client.id, ClientBarrier.user_id == user.id)


def _task_for(user: Any) -> Where:
    """One that belongs to no record is its assignee's: the new one will be that."""
    links = (TaskClient, TaskInstitution, TaskPerson)
    linked = [sa.exists().where(link.task_id == Task.id) for link in links]
    return sa.or_(task_visible(user), sa.and_(~Task.limited, *(~each for each in linked)))


def _deliverable_visible(user: Any) -> Where:
    mine = sa.select(Mandate.id).where(Mandate.id == Deliverable.mandate_id, mandate_visible(user))
    return sa.exists(mine.correlate_except(Mandate))


def _everybody(_user: Any) -> Where:
    return sa.true()


def _n(value: int) -> str:
    return str(number(value))


_LIVE_DELIVERABLE: Final = sa.and_(Deliverable.delivered_on.is_(None), Deliverable.archived_at.is_(None))
HOLDINGS: Final = (
    Holding("clients", Client, "account_lead_id", Client.archived_at.is_(None), client_visible, _not_barred,
            lambda n: ngettext("%(count)s client", "%(count)s clients", n, count=_n(n)), lambda row: row.name),
    Holding("mandates", Mandate, "lead_id", sa.and_(Mandate.archived_at.is_(None), Mandate.state != "ended"),
            mandate_visible, None,
            lambda n: ngettext("%(count)s mandate", "%(count)s mandates", n, count=_n(n)), lambda row: row.title),
    Holding("deliverables", Deliverable, "owner_id", _LIVE_DELIVERABLE, _deliverable_visible, None,
            lambda n: ngettext("%(count)s deliverable", "%(count)s deliverables", n, count=_n(n)),
            lambda row: row.title),
    Holding("opportunities", Opportunity, "account_lead_id",
            sa.and_(Opportunity.archived_at.is_(None), Opportunity.closed_at.is_(None)), opportunity_visible, None,
            lambda n: ngettext("%(count)s opportunity", "%(count)s opportunities", n, count=_n(n)),
            lambda row: row.title),
    Holding("tasks", Task, "assignee_id", OPEN_TASK, task_visible, _task_for,
            lambda n: ngettext("%(count)s follow-up", "%(count)s follow-ups", n, count=_n(n)), lambda row: row.title),
    Holding("commitments", Commitment, "owner_id", OPEN_COMMITMENT, commitment_visible, None,
            lambda n: ngettext("%(count)s commitment", "%(count)s commitments", n, count=_n(n)), lambda row: row.text),
    Holding("issues", Issue, "owner_id", OPEN_ISSUE, _everybody, None,
            lambda n: ngettext("%(count)s issue", "%(count)s issues", n, count=_n(n)),
            lambda row: row.title(language())),
    Holding("alerts", AlertRule, "owner_id", AlertRule.archived_at.is_(None), alert_visible, None,
            lambda n: ngettext("%(count)s alert", "%(count)s alerts", n, count=_n(n)), title_of),
    Holding("definitions", ReportDefinition, "owner_id", ReportDefinition.archived_at.is_(None), definition_visible,
            None, lambda n: ngettext("%(count)s definition of a report", "%(count)s definitions of reports", n,
                                     count=_n(n)), lambda row: row.name),
)  # fmt: skip
LABELS: Final[Mapping[str, Any]] = {
    "clients": _l("Clients"), "mandates": _l("Mandates"), "deliverables": _l("Deliverables"),
    "opportunities": _l("Opportunities"), "tasks": _l("Follow-ups"), "commitments": _l("Commitments"),
    "issues": _l("Issues"), "alerts": _l("Alerts"), "definitions": _l("Definitions of reports"),
}  # fmt: skip


def told(counts: Mapping[str, int]) -> str:
    """Return '5 clients · 12 follow-ups', '' where there is nothing."""
    return " · ".join(str(each.words(counts[each.name])) for each in HOLDINGS if counts.get(each.name))
