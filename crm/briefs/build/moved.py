"""What moved since the last meeting: issues, commitments kept, follow-ups; and what is coming."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.accounts.permissions import Permission
from crm.briefs import queries
from crm.briefs.build.meeting import Meeting
from crm.briefs.build.pending import commitment_url
from crm.briefs.document import Line, Part, clipped
from crm.commitments.labels import maker, receiver, state_labels
from crm.commitments.models import Commitment
from crm.core.dates import day_month, long_date
from crm.core.offers import KeyDate
from crm.core.templating import local_day
from crm.issues.labels import COLOURS
from crm.issues.models import IssueUpdate
from crm.issues.queries import OpenIssue
from crm.keydates.gather import SPAN, Wanted, gather
from crm.keydates.offered import HOLIDAY, RELEASE
from crm.keydates.page import CHECK, short
from crm.tasks.models import Task

MOVES: Final = 3
FOLLOW_UPS: Final = 4
DATES: Final = 4
_TEXT: Final = 160
_KINDS: Final = {"red": "bad", "amber": "warn", "green": "ok"}


def moved_part(meeting: Meeting, issues: Sequence[OpenIssue], kept: Sequence[Commitment]) -> Part:
    """Return updates of the issues and commitments kept since the last meeting, newest first."""
    told = [(update.at, _update(each, update, meeting.speaks)) for each in issues for update in each.updates]
    told += [(row.settled_at or row.made_at, _kept(row, meeting.speaks)) for row in kept]
    lines = [line for _at, line in sorted(told, key=lambda pair: pair[0], reverse=True)]
    since = meeting.since_day
    heading = (
        _("What moved since we last met (%(day)s)", day=long_date(since, meeting.speaks)) if since
        else _("How it stands")
    )  # fmt: skip
    where = lines[MOVES].url if len(lines) > MOVES else ""
    return Part(heading, lines[:MOVES], max(0, len(lines) - MOVES), where)


def _update(each: OpenIssue, update: IssueUpdate, speaks: str) -> Line:
    text = f"{clipped(each.issue.title(speaks), 80)}: {clipped(update.text, _TEXT)}"
    return Line(text, url_for("issues.show_updates", issue_id=each.issue.id), each.issue.number, local_day(update.at),
                str(COLOURS[update.colour]), _KINDS[update.colour])  # fmt: skip


def _kept(item: Commitment, speaks: str) -> Line:
    lead = long_date(item.settled_on, speaks) if item.settled_on else ""
    text = _("%(maker)s to %(receiver)s: %(text)s", maker=maker(item), receiver=receiver(item),
             text=clipped(item.text, _TEXT))  # fmt: skip
    return Line(text, commitment_url(item), f"C-{item.id}", lead, state_labels()["kept"], "ok")


def follow_ups_part(meeting: Meeting) -> Part:
    """Return the follow-ups done since the last meeting, then the open ones by day."""
    if not meeting.user.may(Permission.TASK_READ):
        return Part("", ())
    done, waiting = queries.follow_ups(
        meeting.user, meeting.client_ids, meeting.body_ids, meeting.since, FOLLOW_UPS
    )  # fmt: skip
    first = done.rows[: max(FOLLOW_UPS // 2, FOLLOW_UPS - waiting.count)]
    rows = [*first, *waiting.rows[: FOLLOW_UPS - len(first)]]
    lines = [_task(task, meeting) for task in rows]
    one = meeting.client_ids
    where = url_for("tasks.of_client", client_id=one[0]) if one else url_for("tasks.index")
    return Part(_("Follow-ups"), lines, done.count + waiting.count - len(rows), where)


def _task(task: Task, meeting: Meeting) -> Line:
    mark, kind = _("Open"), ""
    if task.done_at is not None:
        mark, kind = _("Done %(day)s", day=local_day(task.done_at)), "ok"
    elif task.due_on is not None:
        mark = _("Due %(day)s", day=long_date(task.due_on, meeting.speaks))
        kind = "warn" if task.due_on < meeting.today else ""
    text = f"{clipped(task.title)} ({task.assignee.name})"
    return Line(text, url_for("tasks.show", task_id=task.id), f"F-{task.id}", "", mark, kind)


def dates_part(meeting: Meeting) -> Part:
    """Return what falls in the next 90 days and touches these clients, the soonest first."""
    if not meeting.client_ids or not meeting.user.may(Permission.CLIENT_READ):
        return Part("", ())
    ahead = gather(meeting.user, Wanted(meeting.today, SPAN, client_ids=meeting.client_ids))
    # Of what comes back every month the next one is enough.
    found = list({_about(entry): entry for entry in reversed(ahead) if _concerns(entry, meeting)}.values())[::-1]
    lines = [_date(entry, meeting) for entry in found[:DATES]]
    until = long_date(meeting.today + timedelta(days=SPAN), meeting.speaks)
    where = url_for("keydates.index", who="all", client=meeting.client_ids[0])
    return Part(_("Key dates until %(day)s", day=until), lines, len(found) - len(lines), where)


def _about(entry: KeyDate) -> str:
    return entry.entry.rpartition(".")[0]


def _concerns(entry: KeyDate, meeting: Meeting) -> bool:
    touched = entry.every or not set(entry.client_ids).isdisjoint(meeting.client_ids)
    return touched and entry.kind not in {HOLIDAY, RELEASE}


def _date(entry: KeyDate, meeting: Meeting) -> Line:
    about = ", ".join(client.name for client in meeting.clients if client.id in entry.client_ids)
    names = about if len(meeting.clients) > 1 else ""
    text = ". ".join(filter(None, (entry.label, names, entry.source)))
    check = str(CHECK.get(entry.certainty, ""))
    lead = short(entry, meeting.today) if entry.end else day_month(entry.day, meeting.speaks)
    where = entry.url or url_for("keydates.show", entry=entry.entry)
    # What is no record of ours is named by its source, which stands in the sentence.
    number = _about(entry).rpartition(".")[2]
    ref = f"D-{number}" if number.isdigit() else ""
    return Line(clipped(text), where, ref, lead, check, "warn" if check else "")
