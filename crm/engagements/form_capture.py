"""What the form of an engagement has for writing fast: lines of the note that become follow-ups, and its draft."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import HiddenField

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.dates import long_date, today_in, zone_place
from crm.core.i18n import language
from crm.engagements.draft_actions import is_own, new_name
from crm.engagements.queries.drafts import own_named
from crm.tasks.forms import assignee_choices, may_see_all
from crm.tasks.note_boxes import new_boxes, ticked_over
from crm.tasks.quick import TITLE_LIMIT, Colleague, Quick, read_line
from crm.tasks.quick_words import says
from crm.tasks.zoned import missing_hour

MOST_LINES: Final = 20


def read_lines(texts: Sequence[str], user: User) -> list[Quick]:
    """Return what lines say, by the writer's own calendar; nobody named: the writer."""
    firm = [Colleague(user_id, name) for user_id, name in assignee_choices()]
    today = today_in(user.time_zone)
    return [read_line(text, firm, today) for text in texts]


def sentence(quick: Quick, user: User, client_ids: Sequence[int]) -> str:
    """Return what keeps a line from becoming a follow-up, '' for nothing."""
    if quick.problem is not None:
        return f"“{quick.typed[:80]}”: {says(quick.problem)}"
    if quick.due_on and quick.due_time:
        problem = missing_hour(datetime.combine(quick.due_on, quick.due_time), quick.zone or user.time_zone)
        if problem:
            return f"“{quick.typed[:80]}”: {problem}"
    if len(quick.title) > TITLE_LIMIT:
        return str(_("“%(line)s…”: a follow-up has at most 300 characters.", line=quick.typed[:60]))
    assignee = quick.assignee_id or user.id
    if not may_see_all(assignee, list(client_ids)):
        name = people_by_id()[assignee].name
        return str(_("“%(line)s”: %(name)s may not see every client chosen here.", line=quick.typed[:80], name=name))
    return ""


def told(quick: Quick, user: User) -> tuple[str, date | None]:
    """Return whose a line's follow-up is, by name, and its day."""
    return people_by_id()[quick.assignee_id or user.id].name, quick.due_on


def when(quick: Quick, user: User) -> str:
    """Return a line's day, with its hour and the place of that hour, as its writer reads it."""
    if quick.due_on is None:
        return ""
    day = long_date(quick.due_on, language())
    hour = f", {quick.due_time:%H:%M} {zone_place(quick.zone or user.time_zone)}" if quick.due_time else ""
    return day + hour


class FastCapture:
    """A mixin of the form: `draft` is the name of its draft; new `- [ ]` lines of the note become follow-ups."""

    user: User
    _note_before = ""
    draft = HiddenField(default=lambda: new_name(current_user))

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the lines of the note, and whether this draft was saved by another tab already."""
        form: Any = self
        valid = bool(super().validate(extra_validators))  # type: ignore[misc]
        problems = self._line_problems()
        if problems:
            form.note.errors = [*form.note.errors, *problems]
        return self._not_saved_before() and valid and not problems

    def with_lines(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the form's values with the follow-ups of the note's lines, which are boxes no longer."""
        values.pop("draft")
        lines = self._new_lines()
        said = [f"{name} · {day.isoformat()}" if day else name for name, day in self._told(lines)]
        values["note"] = ticked_over(values["note"], self._note_before, said)
        values["follow_ups"] += [
            {
                "title": line.title,
                "due_on": line.due_on,
                "due_time": line.due_time,
                "due_zone": line.zone or self.user.time_zone,
                "assignee_id": line.assignee_id or self.user.id,
                "priority": "high" if line.high else "normal",
            }
            for line in lines
        ]
        return values

    @property
    def line_count(self) -> int:
        """How many follow-ups the note makes."""
        return len(self._new_lines())

    def _told(self, lines: Sequence[Quick]) -> list[tuple[str, date | None]]:
        return [told(line, self.user) for line in lines]

    def _new_lines(self) -> list[Quick]:
        form: Any = self
        return read_lines(new_boxes(form.note.data or "", self._note_before)[: MOST_LINES + 1], self.user)

    def _line_problems(self) -> list[str]:
        form: Any = self
        lines = self._new_lines()
        if len(lines) > MOST_LINES:
            return [_("A note makes at most %(most)s follow-ups at once.", most=MOST_LINES)]
        return [said for line in lines if (said := sentence(line, self.user, form.clients.data or []))]

    def _not_saved_before(self) -> bool:
        form: Any = self
        name = form.draft.data or ""
        before = own_named(self.user, name) if is_own(name, self.user) else None
        if is_own(name, self.user) and (before is None or before.closed_at is None):
            return True
        form.draft.data = new_name(self.user)
        if before is None or before.engagement_id is None:
            return True
        form.form_errors.append(
            _("These words were saved before, in another tab. Look at that engagement first; save again to have both.")
        )
        return False
