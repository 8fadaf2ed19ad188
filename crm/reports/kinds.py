"""The kinds of report: what each is about, its parts, for whom it may be made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.offers import Lazy
from crm.reports.build import monthly, quarterly
from crm.reports.build.asked import Asked, Built
from crm.reports.build.outline import Part
from crm.reports.build.plan import Level

About = Literal["client", "institution", "issue", "sector", "mission", "firm"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report; `levels` are the readers it may be made for, the usual one first."""

    name: str
    label: Lazy
    about: About
    parts: Sequence[Part[Any]]
    build: Callable[[Asked, User], Built]
    levels: tuple[Level, ...]
    #: It has a cover letter, figures with what they mean, and lists of what is at risk, needed and planned.
    written: bool = False


_CLIENTS: Final[tuple[Level, ...]] = ("client", "internal", "public")
_ALL: Final = (
    Kind("quarterly", _l("Quarterly client report"), "client", quarterly.PARTS, quarterly.build, _CLIENTS,
         written=True),
    Kind("monthly", _l("Monthly note"), "client", monthly.PARTS, monthly.build, _CLIENTS, written=True),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
