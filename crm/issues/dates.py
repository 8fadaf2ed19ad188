"""The dates of issues, for the page of key dates."""

from datetime import date

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.db import db
from crm.issues.models import Issue
from crm.issues.queries import OPEN

_SPAN = (sa.bindparam("start", type_=sa.Date), sa.bindparam("end", type_=sa.Date))
#: Built once: building takes longer than running.
_NEAR = sa.select(Issue).where(OPEN, sa.or_(Issue.effective_on.between(*_SPAN), Issue.comments_due_on.between(*_SPAN)))


def between(_user: User, start: date, end: date) -> list[tuple[date, str, Issue]]:
    """Return (day, kind, issue) of open issues from `start` to `end`, both included, by day.

    `kind` is "effective" (a measure takes effect) or "comment_deadline". Issues are open to the whole firm: which
    clients they touch is asked of `issues.queries.positions`, for a reader. One statement.
    """
    found = [
        (day, kind, issue)
        for issue in db.session.execute(_NEAR, {"start": start, "end": end}).scalars()
        for day, kind in ((issue.effective_on, "effective"), (issue.comments_due_on, "comment_deadline"))
        if day is not None and start <= day <= end
    ]
    return sorted(found, key=lambda each: (each[0], each[1], each[2].id))
