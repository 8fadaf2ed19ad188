"""The columns of the table of opportunities."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import language
from crm.core.templating import day, local_day
from crm.lists.declared import Column, worded
from crm.mandates.labels import FEE_BASES
from crm.pipeline.labels import LOST_REASONS, SOURCES, chance, days_here, value_text
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages_by_id
from crm.reference.queries import service_lines_by_id


def _stage(item: Any, _beside: Mapping[str, Any]) -> str:
    return stages_by_id()[item.stage_id].title(language())


def _service(item: Any, _beside: Mapping[str, Any]) -> str:
    row = service_lines_by_id().get(item.service_line_id)
    return row.title(language()) if row else ""


def _shown(name: str) -> Any:
    return lambda item, _beside: day(value) if (value := getattr(item, name)) else ""


_COLUMNS: Final = (
    Column("title", _l("What it is about"), lambda item, _b: item.title, fixed=True),
    Column("client", _l("Client or prospect"), lambda item, _b: item.client.name, usual=True),
    Column("stage", _l("Stage"), _stage, usual=True, short=True),
    Column("value", _l("Value"), lambda item, _b: item.value_amount, lambda item, _b: value_text(item), usual=True,
           short=True),
    Column("currency", _l("Currency"), lambda item, _b: item.value_currency, short=True),
    Column("fee_basis", _l("Fee basis"), worded("fee_basis", FEE_BASES)),
    Column("probability", _l("Probability"), lambda item, _b: chance(item), lambda item, _b: f"{chance(item)}%",
           usual=True, short=True),
    Column("expected", _l("Signature expected on"), lambda item, _b: item.expected_on, _shown("expected_on"),
           usual=True, short=True),
    Column("service", _l("Service line"), _service),
    Column("lead", _l("Account lead"), lambda item, _b: item.account_lead.name, usual=True),
    Column("source", _l("Source"), worded("source", SOURCES)),
    Column("source_note", _l("More on the source"), lambda item, _b: item.source_note),
    Column("next_step", _l("Next step"), lambda item, _b: item.next_step),
    Column("next_step_on", _l("By when"), lambda item, _b: item.next_step_on, _shown("next_step_on"), short=True),
    Column("days", _l("Days in this stage"), lambda item, _b: days_here(item), short=True),
    Column("lost_reason", _l("Why it was not won"), worded("lost_reason", LOST_REASONS)),
    Column("lost_note", _l("In a few words"), lambda item, _b: item.lost_note),
    Column("closed", _l("Ended"), lambda item, _b: item.closed_at.date() if item.closed_at else None,
           lambda item, _b: local_day(item.closed_at) if item.closed_at else "", short=True),
    Column("changed", _l("Changed (UTC)"), lambda item, _b: item.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda item, _b: local_day(item.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns."""
    return list(_COLUMNS)


def load(_user: User, _chosen: Sequence[Column], _items: Sequence[Opportunity]) -> dict[str, Any]:
    """Return what columns need beside the opportunities of one page: nothing."""
    return {}
