"""Who may do what to a report as it stands; that one may see it is asked before."""

from typing import Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.reports.models import Report


def deciders() -> dict[int, User]:
    """Return those of us who may approve, by id."""
    return {key: user for key, user in people_by_id().items() if user.active and user.may(Permission.REPORT_DECIDE)}


def may_edit(user: User, report: Report) -> bool:
    """Tell whether it may be changed: what waits or is approved stays as it was read."""
    open_still = report.state in {"draft", "returned"} and report.archived_at is None
    return open_still and user.may(Permission.REPORT_WRITE)


def may_ask(user: User, report: Report) -> bool:
    """Tell whether somebody may put it before a partner."""
    return may_edit(user, report)


def may_decide(user: User, report: Report) -> bool:
    """Tell whether somebody may approve it or send it back: a partner, not its own unless there is no other."""
    known = deciders()
    if report.state != "waiting" or report.archived_at is not None or user.id not in known:
        return False
    return user.id not in {report.prepared_by_id, report.asked_by_id} or len(known) == 1


def may_reopen(user: User, report: Report) -> bool:
    """Tell whether it may become a draft again; an approved version stays as it is beside it."""
    return report.state in {"waiting", "approved"} and report.archived_at is None and user.may(Permission.REPORT_WRITE)


def may_send(user: User, report: Report) -> bool:
    """Tell whether its approved version may be sent."""
    return report.state == "approved" and report.archived_at is None and user.may(Permission.REPORT_WRITE)


def may_archive(user: User, _report: Report) -> bool:
    """Tell whether it may be put aside, or taken back."""
    return user.may(Permission.REPORT_WRITE)


ALL: Final = ("edit", "ask", "decide", "reopen", "send", "archive")
