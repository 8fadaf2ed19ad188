"""What was said last: the last engagements held with these institutions on behalf of these clients."""

import re
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.briefs.build.meeting import LAST, Meeting
from crm.briefs.document import Line, Part, clipped
from crm.core.dates import long_date
from crm.engagements.models import Engagement

OUTCOME: Final = 150
NEXT: Final = 90
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑ¿¡\d])")
_SIGNS: Final = re.compile(r"[*_#>`|]+|^\s*[-+]\s+(?:\[[ xX]\]\s*)?", re.MULTILINE)


def said_part(meeting: Meeting) -> Part:
    """Return one sentence a meeting; that there was none is said."""
    lines = [_told(item, meeting.speaks) for item in meeting.before[:LAST]]
    more = max(0, len(meeting.before) - LAST)
    return Part(
        _("What was said last"), lines, more, _all(meeting),
        nothing=_("Nothing on record: there was no earlier meeting with them that you may see."),
    )  # fmt: skip


def _told(item: Engagement, speaks: str) -> Line:
    told = gist(item, speaks)
    text = f"{clipped(item.subject, 90)}{'. ' if told else ''}{told}".replace("?.", "?").replace("…. ", "… ")
    return Line(text, url_for("engagements.show", engagement_id=item.id), item.number,
                long_date(item.starts_wall.date(), speaks))  # fmt: skip


def gist(item: Engagement, speaks: str) -> str:
    """Return outcome and next step, else the first sentence of the summary, else of the note."""
    parts = []
    if item.outcome:
        parts.append(_("Outcome: %(text)s", text=clipped(item.outcome, OUTCOME)))
    if item.next_step:
        parts.append(_("Next: %(text)s", text=clipped(item.next_step, NEXT)))
    if parts:
        return " ".join(parts)
    summaries = (item.summary_es, item.summary_en) if speaks == "es" else (item.summary_en, item.summary_es)
    text = next((text for text in (*summaries, item.note) if text), "")
    return first_sentence(text)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without Markdown's signs."""
    plain = next((line for line in _SIGNS.sub("", text).splitlines() if line.strip()), "")
    return clipped(_SENTENCE.split(plain.strip(), 1)[0], OUTCOME + NEXT)


def _all(meeting: Meeting) -> str:
    if meeting.body_ids:
        return url_for("engagements.of_institution", institution_id=meeting.body_ids[0])
    return url_for("engagements.of_client", client_id=meeting.client_ids[0]) if meeting.client_ids else ""
