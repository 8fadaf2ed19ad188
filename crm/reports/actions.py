"""Changes of reports, versions and definitions. They flush within an open unit of work, never commit."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.jobs.actions import ask
from crm.notices.actions import tell
from crm.reports import report_queries as queries
from crm.reports.build.period import Period
from crm.reports.making import Frozen, approved
from crm.reports.models import Planned, Report, ReportDefinition, ReportVersion
from crm.reports.rights import deciders

#: What a report is about; chosen once.
ABOUT: Final = ("kind", "client_id", "institution_id", "issue_id", "sector_id", "mission")
#: What a person chooses and writes.
PLAN: Final = (
    "level", "sections", "figures", "leave_out_empty", "letter", "signed_by", "at_risk", "needed", "planned",
)  # fmt: skip
KEEP: Final = "reports.keep"


def request_report(
    work: Session, actor: User, about: Mapping[str, Any], period: Period, language: str, **made: int | None
) -> Report:
    """Keep what report was asked for: see ABOUT, PLAN; `definition_id` of the one that makes it once a period."""
    report = Report(
        period_start=period.start, period_end=period.end, language=language, prepared_by_id=actor.id, state="draft",
        definition_id=made.get("definition_id"), reason="", asked_at=None, decided_by_id=None, decided_at=None,
        **_planned(about),
    )  # fmt: skip
    work.add(report)
    work.flush()
    return report


def _planned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - {*ABOUT, *PLAN}
    if unknown:
        raise KeyError(*sorted(unknown))
    empty: dict[str, Any] = {
        "mission": "", "level": "client", "leave_out_empty": False,
        **dict.fromkeys(("sections", "figures", "letter", "signed_by", "at_risk", "needed", "planned"), ""),
    }  # fmt: skip
    return empty | dict(values)


def update(work: Session, report: Report, values: Mapping[str, Any]) -> None:
    """Change what a person chose and wrote, the period, the language, or of the firm's own kinds the client."""
    for name in {*PLAN, "client_id", "period_start", "period_end", "language"} & set(values):
        setattr(report, name, values[name])
    work.flush()


def copied(source: Planned) -> dict[str, Any]:
    """Return what a clone or a definition takes from a report, or a report from a definition."""
    return {name: getattr(source, name) for name in (*ABOUT, *PLAN)}


def ask_for_approval(work: Session, actor: User, report: Report, made: Frozen) -> ReportVersion:
    """Freeze a version, put it before the partners, and tell them."""
    version = ReportVersion(
        report_id=report.id, number=queries.next_number(report.id), state="waiting", made_at=now(),
        made_by_id=actor.id, document=made.document, sha256=made.sha256, records=made.records, figures=made.figures,
        decided_by_id=None, decided_at=None,
    )  # fmt: skip
    work.add(version)
    report.state, report.asked_by_id, report.asked_at = "waiting", actor.id, version.made_at
    report.decided_by_id, report.decided_at, report.reason = None, None, ""
    work.flush()
    others = [key for key in deciders() if key not in {actor.id, report.prepared_by_id}]
    tell(work, "report.waiting", report.id, others, f"version {version.number}")
    return version


def approve(work: Session, actor: User, report: Report, version: ReportVersion) -> None:
    """Approve the waiting version, let its file be made and kept, and tell who prepared it."""
    for older in queries.approved_versions(report.id):
        older.state = "replaced"
    version.document, version.sha256 = approved(version, actor.name)
    _decide(work, actor, report, version, "approved")
    ask(work, KEEP, {"version": version.id}, actor_id=actor.id)


def send_back(work: Session, actor: User, report: Report, version: ReportVersion, reason: str) -> None:
    """Send the waiting version back with a word why. Raises ValueError without one."""
    if not reason.strip():
        raise ValueError("what is sent back needs a reason")
    report.reason = reason.strip()
    _decide(work, actor, report, version, "returned")


def _decide(work: Session, actor: User, report: Report, version: ReportVersion, state: str) -> None:
    report.state = version.state = state
    report.decided_by_id = version.decided_by_id = actor.id
    report.decided_at = version.decided_at = now()
    work.flush()
    told = {report.prepared_by_id, report.asked_by_id} - {actor.id, None}
    tell(work, "report.decided", report.id, sorted(key for key in told if key), f"version {version.number} {state}")


def reopen(work: Session, report: Report) -> None:
    """Make it a draft again: a waiting version is taken back, an approved one stays what it is."""
    waiting = queries.newest_version(report.id, "waiting")
    if waiting is not None:
        waiting.state = "taken_back"
    report.state = "draft"
    work.flush()


def archive(work: Session, report: Report) -> None:
    """Put it aside: lists leave it out, its address still shows it."""
    report.archived_at = report.archived_at or now()
    work.flush()


def restore(work: Session, report: Report) -> None:
    """Take an archived one back."""
    report.archived_at = None
    work.flush()


def define(work: Session, actor: User, report: Report, name: str, period: str, *, scheduled: bool) -> ReportDefinition:
    """Keep a report as a definition, which counts as made for the report's period."""
    found = ReportDefinition(
        name=name, period=period, scheduled=scheduled, language=report.language, owner_id=actor.id, **copied(report)
    )
    work.add(found)
    work.flush()
    report.definition_id = found.id
    work.flush()
    return found


def redefine(work: Session, found: ReportDefinition, values: Mapping[str, Any]) -> None:
    """Change a definition's name, period or schedule."""
    for name in {"name", "period", "scheduled"} & set(values):
        setattr(found, name, values[name])
    work.flush()


def put_aside(work: Session, found: ReportDefinition) -> None:
    """Archive a definition: it makes no more reports."""
    found.archived_at = found.archived_at or now()
    work.flush()


def made_by(work: Session, actor: User, found: ReportDefinition, period: Period, *, once: bool = False) -> Report:
    """Make a draft from a definition; `once` names it so that the definition makes none of this period again."""
    report = request_report(
        work, actor, copied(found), period, found.language, definition_id=found.id if once else None
    )
    if once:
        tell(work, "report.drafted", report.id, [found.owner_id], f"drafted {period.slug}")
    return report
