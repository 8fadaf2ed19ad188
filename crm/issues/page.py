"""What the head of every page of an issue shows, also on the tabs that higher features add."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.core.page import page_links, page_tabs
from crm.issues import queries
from crm.issues.labels import SOURCES
from crm.issues.models import Issue
from crm.reference.queries import ports_by_id, sectors_by_id


def page_values(user: User, issue: Issue, here: str) -> dict[str, Any]:
    """Return what `issues/_head.html` needs; `issue` comes from `queries.get`, `here` is the tab's endpoint."""
    speaks, today = language(), today_in(user.time_zone)
    return {
        "issue": issue,
        "title": issue.title(speaks),
        "other_title": issue.title_en if speaks == "es" else issue.title_es,
        "sectors": sorted(sectors_by_id()[row.sector_id].title(speaks) for row in issue.sectors),
        "ports": [p for key, p in ports_by_id().items() if key in {row.port_id for row in issue.ports}],
        "codes": sorted(row.hs_code for row in issue.hs_codes),
        "citation_sources": SOURCES,
        "near": next_date(issue, today),
        "clashes": issue.id in queries.clashing(user, [issue.id]),
        "tabs": page_tabs("issue", user, issue, ("issues.show", "issues.show_history"), here),
        "links": page_links("issue", user, issue),
        "may_edit": user.may(Permission.ISSUE_WRITE),
    }


def next_date(issue: Issue, today: date) -> tuple[date, str] | None:
    """Return the next day of an issue and what it is: comments close, or it takes effect; None without one ahead."""
    days = ((issue.comments_due_on, _("comments close")), (issue.effective_on, _("takes effect")))
    ahead = [(day, what) for day, what in days if day is not None and day >= today]
    return min(ahead) if ahead else None
