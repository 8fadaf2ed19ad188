"""A file that somebody handed in and that was none: what the page of sources says then."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.sources.models import HandedIn, SourceState

WHO = "partner@example.com"


def add_sources(work: Session, users: Mapping[str, User]) -> None:
    """Add it, and the attempt that had no key."""
    moment = now() - timedelta(days=2)
    work.add(
        HandedIn(
            name="exportaciones-2026.csv", vintage=date(moment.year, moment.month, 1), at=moment, by_id=users[WHO].id,
            state="refused", told={},
            reason="exportaciones-2026.csv is not a file we know; load it as it was published.",
        )
    )  # fmt: skip
    work.add(
        SourceState(
            key="banxico",
            tried_at=moment,
            failures=1,
            held=False,
            error="Set CRM_BANXICO_TOKEN first: the key is free.",
        )
    )
    work.flush()
