"""What of reports is shown on a client's page: the newest, and what went out last."""

from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.feature import Panel, TimelineKind
from crm.core.i18n import language
from crm.reports import report_queries as queries
from crm.reports import sending_queries
from crm.reports.kinds import KINDS

SHOWN: Final = 5


def _reports(user: User, client: Any) -> Mapping[str, Any] | None:
    if not user.may(Permission.REPORT_READ):
        return None
    rows = queries.newest_of_client(user, client.id, SHOWN)
    if not rows:
        return None
    return {
        "reports": [(each, queries.period_of(each).name(language()), KINDS[each.kind].label) for each in rows],
        "reported_client": client.id,
    }  # fmt: skip


PANELS: Final = (Panel("client", "reports/_panel.html", _reports, 75, side=True),)
TIMELINE: Final = (
    TimelineKind(
        "client", "report_sending", sending_queries.of_client, sending_queries.by_ids, "reports/_timeline.html"
    ),
)
