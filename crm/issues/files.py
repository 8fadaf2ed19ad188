"""Files of issues: open to the whole firm, as issues are."""

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.offers import FileOwner
from crm.issues import queries
from crm.issues.models import Issue, IssueFile


def _get(_user: User, issue_id: int) -> Issue | None:
    return queries.get(issue_id)


OWNER = FileOwner("issue", IssueFile, _get, "issues.show_files", Permission.ISSUE_READ)
