"""The kinds of report: what each is about, its parts, for whom it may be made."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.reports.build import monthly, quarterly
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds import portfolio
from crm.reports.build.kinds.kind import Kind
from crm.reports.build.kinds.table import KINDS as OTHERS
from crm.reports.build.plan import Level
from crm.reports.sending_queries import last_days

__all__ = ["KINDS", "Kind"]
_CLIENTS: Final[tuple[Level, ...]] = ("client", "internal", "public")


def _portfolio(asked: Asked, reader: User) -> Built:
    return portfolio.build(asked, reader, last_days(reader))


_OWN: Final = (
    Kind("quarterly", _l("Quarterly client report"), "client", _CLIENTS, quarterly.PARTS, quarterly.build,
         written=True),
    Kind("monthly", _l("Monthly note"), "client", _CLIENTS, monthly.PARTS, monthly.build, written=True),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.name: kind for kind in _OWN}
    | {name: replace(kind, build=_portfolio) if name == "portfolio" else kind for name, kind in OTHERS.items()}
)
