"""The forms of notices and of a lost password, as the test of mass assignment sends them."""

from collections.abc import Iterator
from typing import Any

from crm.notices.forms import ForgotForm, WishForm
from tests.access.route import Route

KINDS = (
    "task_due", "task_overdue", "task_assigned", "task_mentioned", "engagement_note", "letter_reply", "request_remind",
    "commitment_late", "opportunity_still", "certification_ending", "client_quiet", "post_new_holder",
    "advisory_waiting", "advisory_decided",
)  # fmt: skip


def notice_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of one's notices and wishes, and that of who lost their password."""
    wishes = {f"kinds-{kind}": "now" for kind in KINDS} | {"digest_hour": "6", "weekdays": "1"}
    read = {"notice": {"seen_at"}}
    yield Route("notices.read", "alice", f"/notifications/{values['notice_id']}/read", {}, read)
    yield Route("notices.read_all", "bob", "/notifications/read", {}, read)
    yield Route("notices.save_preferences", "alice", "/account/notices", wishes, {"notice_wish": {"*"}}, WishForm)
    yield Route("notices.forgot", "nobody", "/forgot", {"email": "alice@example.com"}, {"job": {"*"}}, ForgotForm)
