"""What is open between us: commitments both ways, issues with the clients' positions."""

from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from crm.accounts.permissions import Permission
from crm.briefs.build.meeting import Meeting
from crm.briefs.document import Line, Part, clipped
from crm.commitments.labels import maker, receiver, standing, state_of
from crm.commitments.models import Commitment
from crm.commitments.queries import Between
from crm.commitments.queries import between as stands_between
from crm.issues.labels import COLOURS, POSITIONS, STATES
from crm.issues.queries import OpenIssue, open_for

COMMITMENTS: Final = 5
ISSUES: Final = 4
#: Positions that an issue's sentence names.
POSITIONS_SHOWN: Final = 2
ASK: Final = 110
_KINDS: Final = {"red": "bad", "amber": "warn", "green": "ok"}


def promises(meeting: Meeting) -> Between:
    """Return the commitments for this meeting."""
    if not meeting.user.may(Permission.COMMITMENT_READ):
        return Between((), (), (), ())
    return stands_between(meeting.user, meeting.body_ids, meeting.client_ids, meeting.since_day)


def commitments_part(meeting: Meeting, found: Between) -> Part:
    """Return open commitments both ways, late ones first."""
    rows = [*found.theirs, *found.ours, *found.clients]
    late = [row for row in rows if state_of(row, meeting.today) == "late"]
    waiting = [row for row in rows if state_of(row, meeting.today) != "late"]
    ordered = sorted(late, key=lambda row: (row.due_on or meeting.today, row.id)) + waiting
    lines = [_promise(row) for row in ordered[:COMMITMENTS]]
    where: dict[str, Any] = (
        {"institution": meeting.body_ids[0]} if meeting.body_ids else {"client": next(iter(meeting.client_ids), 0)}
    )
    return Part(_("Commitments both ways"), lines, len(ordered) - len(lines), url_for("commitments.index", **where))


def _promise(item: Commitment) -> Line:
    stands = standing(item)
    lead = _("%(maker)s to %(receiver)s", maker=maker(item), receiver=receiver(item))
    return Line(clipped(item.text), commitment_url(item), f"C-{item.id}", lead, stands.text, stands.kind)


def commitment_url(item: Commitment) -> str:
    """Return the address of a commitment."""
    return url_for("commitments.show", commitment_id=item.id)


def open_issues(meeting: Meeting) -> list[OpenIssue]:
    """Return the open issues of these clients and institutions, with their updates since the last meeting."""
    if not meeting.user.may(Permission.ISSUE_READ):
        return []
    return open_for(meeting.user, meeting.client_ids, meeting.body_ids, meeting.since)


def issues_part(meeting: Meeting, found: list[OpenIssue]) -> Part:
    """Return open issues with each client's position and ask; those that touch a client first."""
    lines = [_issue(each, meeting) for each in found[:ISSUES]]
    one = meeting.client_ids
    where = url_for("issues.of_client", client_id=one[0]) if one else url_for("issues.index")
    return Part(_("Open issues"), lines, len(found) - len(lines), where)


def _issue(each: OpenIssue, meeting: Meeting) -> Line:
    """Return 'Cucumber duties. Hortalizas: against, asks for …'."""
    said: list[str] = []
    for client in meeting.clients:
        row = each.positions.get(client.id)
        if row is not None and row.active and len(said) < POSITIONS_SHOWN:
            position = str(POSITIONS[row.position]).lower()
            asks = _("asks: %(ask)s", ask=clipped(row.ask, ASK)) if row.ask else ""
            said.append(f"{client.name}: {'; '.join(filter(None, (position, asks)))}")
    state = str(STATES[each.issue.state])
    mark = f"{state} · {COLOURS[each.issue.colour]}" if each.issue.colour else state
    return Line(". ".join(said), url_for("issues.show", issue_id=each.issue.id), each.issue.number,
                clipped(each.issue.title(meeting.speaks), 110), mark, _KINDS.get(each.issue.colour, ""))  # fmt: skip
