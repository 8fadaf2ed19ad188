"""Changes of reports; within an open unit of work."""

from datetime import date

from sqlalchemy.orm import Session

from crm.core.dates import now
from crm.reports.models import Report


def request_report(
    work: Session, *, client_id: int, start: date, end: date, language: str, prepared_by_id: int
) -> Report:
    """Keep what report was asked for; its document is built for each reader when it is opened."""
    report = Report(
        client_id=client_id, period_start=start, period_end=end, language=language, prepared_by_id=prepared_by_id,
        created_at=now(),
    )  # fmt: skip
    work.add(report)
    work.flush()
    return report
