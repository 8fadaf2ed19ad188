"""The kinds of report: what each is about, its parts, for whom it may be made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final, Literal, cast

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.offers import Lazy
from crm.reports.build.asked import Asked, Built, Gap
from crm.reports.build.facts import gather
from crm.reports.build.outline import Part
from crm.reports.build.plan import Level
from crm.reports.build.quarterly import document_of
from crm.reports.build.readiness import gaps

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


def _interim(asked: Asked, reader: User) -> Built:
    report = SimpleNamespace(
        client=asked.client, client_id=cast("Any", asked.client).id, period_start=asked.period.start,
        period_end=asked.period.end, language=asked.language, prepared_by=SimpleNamespace(name=asked.prepared_by),
    )  # fmt: skip
    facts = gather(cast("Any", report), reader, asked.today)
    from dataclasses import replace
    from crm.core.i18n import spoken
    from crm.reports.document import Section, Paragraph
    doc = document_of(facts)
    with spoken(asked.language):
        secs = sections(_PARTS, asked.plan, facts)
    if asked.plan.letter: secs = (Section("Letter", (Paragraph(asked.plan.letter),)), *secs)
    return Built(replace(doc, sections=secs), [Gap(g.label, g.count, cast("Any", g.places), False) for g in gaps(facts)], {"client": frozenset({report.client_id})})


from crm.reports.build.outline import CLIENT, sections
from crm.reports.build.sections import brief_section, engagements_section, follow_ups_section
_PARTS = (Part("brief","Brief",brief_section,CLIENT),Part("engagements","Eng",engagements_section,CLIENT),Part("tasks","T",follow_ups_section,CLIENT))
_ALL: Final = (
    Kind("quarterly", _l("Quarterly client report"), "client", _PARTS, _interim, ("client", "internal"), written=True),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
