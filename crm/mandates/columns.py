"""The columns of the list of mandates."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import language
from crm.core.templating import day, local_day
from crm.lists.declared import Column, worded
from crm.mandates.labels import FEE_BASES, RHYTHMS, STATES, fee_text
from crm.mandates.models import Mandate
from crm.reference.queries import service_lines_by_id


def _service(mandate: Any, _beside: Mapping[str, Any]) -> str:
    row = service_lines_by_id().get(mandate.service_line_id)
    return row.title(language()) if row else ""


def _day(key: str, label: Any, *, usual: bool = False) -> Column:
    return Column(
        key, label, lambda mandate, _b: getattr(mandate, key),
        lambda mandate, _b: day(value) if (value := getattr(mandate, key)) else "", usual=usual, short=True,
    )  # fmt: skip


_COLUMNS: Final = (
    Column("title", _l("What it is about"), lambda mandate, _b: mandate.title, fixed=True),
    Column("client", _l("Client"), lambda mandate, _b: mandate.client.name, usual=True),
    Column("state", _l("Status"), worded("state", STATES), usual=True, short=True),
    Column("lead", _l("Mandate lead"), lambda mandate, _b: mandate.lead.name, usual=True),
    Column("service", _l("Service line"), _service),
    Column("fee", _l("Fee"), lambda mandate, _b: mandate.fee_amount, lambda mandate, _b: fee_text(mandate), usual=True,
           short=True),
    Column("currency", _l("Currency"), lambda mandate, _b: mandate.fee_currency, short=True),
    Column("rhythm", _l("Paid"), worded("fee_rhythm", RHYTHMS), short=True),
    Column("basis", _l("Fee basis"), worded("fee_basis", FEE_BASES)),
    _day("signed_on", _l("Signed on")), _day("starts_on", _l("Starts on")), _day("ends_on", _l("Last day"), usual=True),
    _day("renewal_on", _l("Talk about renewal by"), usual=True),
    _day("next_report_on", _l("Next report due"), usual=True),
    _day("ended_on", _l("Ended on")),
    Column("reason", _l("Why it ends"), lambda mandate, _b: mandate.end_reason),
    Column("changed", _l("Changed (UTC)"), lambda mandate, _b: mandate.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda mandate, _b: local_day(mandate.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns."""
    return list(_COLUMNS)


def load(_user: User, _chosen: Sequence[Column], _items: Sequence[Mandate]) -> dict[str, Any]:
    """Return what columns need beside the mandates of one page: nothing."""
    return {}
