"""Who sits there and since when: the people named in the engagement, else who heads the institutions."""

from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.briefs import queries
from crm.briefs.build.meeting import Meeting
from crm.briefs.document import Line, Part, clipped
from crm.core.dates import long_date
from crm.institutions.models import PostHolder

SHOWN: Final = 4


def people_part(meeting: Meeting) -> Part:
    """Return the people named, with the post that each holds on the day, and the head of each other institution."""
    named = {link.person_id: link for link in meeting.item.persons}
    day = meeting.item.starts_wall.date()
    here = set(meeting.body_ids)
    found = queries.holders(meeting.user, named, here, day)
    seats: dict[int, PostHolder] = {}
    for holder in found:
        if holder.person_id in named:
            kept = seats.get(holder.person_id)
            if kept is None or (holder.post.institution_id in here and kept.post.institution_id not in here):
                seats[holder.person_id] = holder
    lines = [_seat(meeting, seats[key]) for key in named if key in seats]
    alive = queries.living([key for key in named if key not in seats])
    lines += [
        Line(clipped(named[key].held(meeting.speaks)), _url(key), f"P-{key}", named[key].person.formal)
        for key in named
        if key in alive
    ]
    covered = {seat.post.institution_id for seat in seats.values()}
    for holder in found:
        if holder.post.institution_id in here - covered and holder.person_id not in named:
            covered.add(holder.post.institution_id)
            lines.append(_seat(meeting, holder))
    if meeting.item.people:
        # Names typed into the engagement, of nobody in the register.
        lines.append(Line(clipped(meeting.item.people), _of_engagement(meeting), meeting.item.number))
    where = url_for("institutions.show", institution_id=min(here)) if here else _of_engagement(meeting)
    return Part(_("Who sits there"), lines[:SHOWN], max(0, len(lines) - SHOWN), where)


def _seat(meeting: Meeting, holder: PostHolder) -> Line:
    speaks = meeting.speaks
    body = holder.post.institution
    text = f"{holder.post.title(speaks)}, {body.name(speaks)}"
    since = (
        _("since %(day)s", day=long_date(holder.from_on, speaks)) if holder.from_on else _("first day not on record")
    )
    acting = _("Acting") if holder.acting else ""
    return Line(f"{clipped(text)}, {since}", _url(holder.person_id), f"P-{holder.person_id}", holder.person.formal,
                acting, "warn" if acting else "")  # fmt: skip


def _url(person_id: int) -> str:
    return url_for("people.show", person_id=person_id)


def _of_engagement(meeting: Meeting) -> str:
    return url_for("engagements.show", engagement_id=meeting.item.id)
