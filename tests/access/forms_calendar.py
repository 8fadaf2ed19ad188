"""The forms of the calendar: absences, the private feed, invitations."""

from collections.abc import Iterator
from typing import Any

from crm.calendar.forms import AbsenceForm, InviteForm
from tests.access.route import Route


def calendar_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield the forms of the calendar in an order in which each is accepted."""
    absence = {"user_id": ids["Alice"], "from_on": "2026-12-01", "to_on": "2026-12-04", "kind": "vacation", "note": "x"}
    at = f"/calendar/away/{values['absence_id']}"
    columns = {"user_id", "from_on", "to_on", "kind", "note"}
    yield Route("calendar.new_absence", "alice", "/calendar/away/new", absence, {"absence": {"*"}}, AbsenceForm)
    yield Route("calendar.edit_absence", "alice", at, absence, {"absence": columns}, AbsenceForm)
    for action in ("archive", "restore"):
        yield Route(f"calendar.{action}_absence", "alice", f"{at}/{action}", {}, {"absence": {"archived_at"}})
    yield Route("calendar.renew_feed", "alice", "/account/calendar", {}, {"calendar_feed": {"*"}})
    yield Route("calendar.revoke_feed", "alice", "/account/calendar/revoke", {}, {"calendar_feed": {"*"}})
    sent = {"invitation": {"*"}, "mail": {"*"}, "job": {"*"}}
    to = {"to": [f"u{ids['Bob']}"]}
    yield Route("calendar.invite", "alice", f"/engagements/{values['engagement_id']}/invite", to, sent, InviteForm)
