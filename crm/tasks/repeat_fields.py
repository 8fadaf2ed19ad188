"""What the form of a follow-up has for one that recurs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.core.forms import choices, pick, pick_many
from crm.tasks.models import Task
from crm.tasks.recurring import SKIPS, Repeat, read_rule, rule_text, skip_words
from crm.tasks.rule_words import KINDS, weekday_names
from crm.tasks.rule_words import SKIPS as SKIP_LABELS


class RepeatFields:
    """A mixin of the form: how often, until when, what its days move past. The due day is where a rule begins."""

    task: Task | None = None
    repeat = pick(_l("Repeats"), default="")
    every = IntegerField(_l("Every how many"), [Optional(), NumberRange(1, 99)], default=1)
    days = pick_many(_l("On these days of the week"))
    until = DateField(_l("Until"), [Optional()])
    times = IntegerField(_l("How many times in all"), [Optional(), NumberRange(1, 500)])
    skip = pick_many(_l("Move to the next business day past"))
    anew = BooleanField(_l("The rule begins anew on this due day"))

    def offer_repeats(self) -> None:
        """Set the choices, and what the follow-up has."""
        form: Any = self
        form.repeat.choices = choices(KINDS, blank=_("Does not repeat"))
        form.days.choices = choices(weekday_names())
        form.skip.choices = choices(SKIP_LABELS)
        repeat = read_rule(self.task.rule) if self.task else None
        if self.task is None or repeat is None or form.is_submitted():
            return
        form.repeat.data, form.every.data, form.days.data = repeat.kind, repeat.every, list(repeat.days)
        form.until.data, form.times.data = repeat.until, repeat.count
        form.skip.data = skip_words(self.task.rule_skip)

    def validate_repeat(self, field: Any) -> None:
        """Ask for the first day."""
        form: Any = self
        if field.data and form.due_on.data is None:
            raise ValidationError(_("What repeats needs the day on which it is due first."))

    def validate_until(self, field: Any) -> None:
        """Refuse an end before the beginning, and two ends."""
        form: Any = self
        if field.data is None or not form.repeat.data:
            return
        if form.times.data:
            raise ValidationError(_("Give the last day or the number of times, not both."))
        if form.due_on.data is not None and field.data < form.due_on.data:
            raise ValidationError(_("The last day lies before the day on which it is due."))

    def with_rule(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the form's values with the rule as it is kept, in place of its parts.

        A rule that is unchanged keeps its start: another due day then means this one time alone.
        """
        parts = {name: values.pop(name) for name in ("repeat", "every", "days", "until", "times", "skip", "anew")}
        start = values["due_on"]
        if not parts["repeat"] or start is None:
            return values | {"rule": "", "rule_skip": ""}
        repeat = Repeat(
            parts["repeat"], parts["every"] or 1, tuple(parts["days"] or ()), parts["until"], parts["times"]
        )
        skip = " ".join(each for each in SKIPS if each in (parts["skip"] or ()))
        before = self.task.rule_start if self.task else None
        if before is not None and not parts["anew"] and rule_text(repeat, before) == getattr(self.task, "rule", ""):
            return values | {"rule": getattr(self.task, "rule", ""), "rule_skip": skip}
        return values | {"rule": rule_text(repeat, start), "rule_skip": skip, "rule_start": start}
