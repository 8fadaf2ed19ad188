"""From a report's row to its document: what was asked, built for one reader or frozen."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.dates import long_date, today_in
from crm.core.i18n import spoken
from crm.reports import frozen
from crm.reports import report_queries as queries
from crm.reports.brand import brand, notice
from crm.reports.build.asked import MOST_ROWS, Asked, Built, Gap
from crm.reports.build.outline import printed
from crm.reports.build.plan import ChosenFigure, Level, Plan
from crm.reports.document import Document, Language
from crm.reports.kinds import KINDS
from crm.reports.models import Planned, Report, ReportVersion, figures_of


def language_of(report: Planned) -> Language:
    """Return the language that a report is written in."""
    return "es" if report.language == "es" else "en"


def plan_of(report: Planned) -> Plan:
    """Return what a person chose and wrote."""
    return Plan(
        level=level_of(report), sections=tuple(report.sections.split()), leave_out_empty=report.leave_out_empty,
        figures=tuple(ChosenFigure(key, meaning) for key, meaning in figures_of(report.figures)),
        letter=report.letter, signed_by=report.signed_by, at_risk=report.at_risk, needed=report.needed,
        planned=report.planned,
    )  # fmt: skip


def level_of(report: Planned) -> Level:
    """Return for whom a report is; what is for a client and names none stays with us."""
    kind = KINDS[report.kind]
    level = next((level for level in kind.levels if level == report.level), kind.levels[0])
    return "internal" if level == "client" and report.client is None else level


def asked_of(report: Report, today: date, most: int = MOST_ROWS) -> Asked:
    """Return what is asked of a report (with its subject loaded) on a day."""
    speaks = language_of(report)
    return Asked(
        kind=report.kind, period=queries.period_of(report), language=speaks, today=today,
        prepared_by=report.prepared_by.name, plan=plan_of(report), client=report.client,
        institution=report.institution, issue=report.issue, sector=report.sector, mission=report.mission,
        version=draft_of(today, speaks), since=queries.last_sent_on(report), most=most,
    )  # fmt: skip


def draft_of(today: date, speaks: Language) -> str:
    """Return what stands in the place of a version until one is frozen."""
    with spoken(speaks):
        return str(_("Draft of %(date)s", date=long_date(today, speaks)))


def make(report: Report, reader: User, most: int = MOST_ROWS) -> Built:
    """Build a report's document from what this reader may see today, at most so many rows of a kind."""
    return built_of(asked_of(report, today_in(reader.time_zone), most), reader)


def built_of(asked: Asked, reader: User) -> Built:
    """Build what is asked, in the firm's look; what is missing counts for the parts that are printed."""
    kind = KINDS[asked.kind]
    built = kind.build(asked, reader)
    document = replace(
        built.document, brand=brand(asked.language), notice=notice(asked.language, built.document.notice)
    )
    names = {part.name for part in printed(kind.parts, asked.plan)}
    gaps = [gap for gap in built.gaps if not gap.parts or names & set(gap.parts)]
    return replace(built, document=document, gaps=gaps)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A document as it is kept: JSON, checksum, and what it prints."""

    document: str
    sha256: str
    records: dict[str, list[int]]
    figures: list[list[str]]


def freeze(built: Built, number: int) -> Frozen:
    """Return what is kept of a document as the version of this number, still a draft."""
    document = numbered(built.document, number)
    text = as_text(document)
    return Frozen(
        text, checksum(text), {kind: sorted(ids) for kind, ids in sorted(built.records.items()) if ids},
        sorted([key, period.isoformat(), vintage.isoformat()] for key, period, vintage in built.figures),
    )  # fmt: skip


def stopping(gaps: Sequence[Gap]) -> int:
    """Return how much keeps a report from being sent."""
    return sum(gap.count for gap in gaps if gap.stops)


def numbered(document: Document, number: int) -> Document:
    """Return a document that says which version it is."""
    with spoken(document.language):
        version = _("Version %(number)s of %(date)s", number=number,
                    date=long_date(document.dated, document.language))  # fmt: skip
    return replace(
        document, cover=replace(document.cover, version=version), footer=replace(document.footer, version=version)
    )


def approved(version: ReportVersion, name: str) -> tuple[str, str]:
    """Return a version's document without its mark as a draft, with who approved it, and its checksum.

    Every figure, date and word stays as it was frozen.
    """
    document = thaw(version)
    text = as_text(replace(document, cover=replace(document.cover, approved_by=name, draft="")))
    return text, checksum(text)


def thaw(version: ReportVersion) -> Document:
    """Return a version's document. Raises ValueError where it is not what was kept."""
    if checksum(version.document) != version.sha256:
        raise ValueError("the kept document does not have its checksum")
    return frozen.from_json(json.loads(version.document))


def as_text(document: Document) -> str:
    """Return a document as JSON, always in the same order."""
    return json.dumps(frozen.to_json(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """Return the sha256 of a kept document."""
    return hashlib.sha256(text.encode()).hexdigest()
