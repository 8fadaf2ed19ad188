"""Judges what a person chose and wrote for a report: the builder."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.clients.forms.picker import ClientsField
from crm.core.forms import choices, paragraph, pick
from crm.core.i18n import LANGUAGE_LABELS
from crm.indicators.models import Series
from crm.reports.build.outline import Part
from crm.reports.forms.new import DaysForm
from crm.reports.kinds import Kind
from crm.reports.labels import LEVELS
from crm.reports.models import Report, figures_of, figures_text

MOST_FIGURES: Final = 4


class PartForm(Form):  # type: ignore[misc]
    """One part of the outline: whether it is printed, and at which place."""

    name = HiddenField()
    shown = BooleanField(_l("In the report"))
    place = IntegerField(_l("Place"), [Optional(), NumberRange(1, 99)])


class FigureForm(Form):  # type: ignore[misc]
    """One series with what it means for the client."""

    key = pick(_l("Series"), default="")
    meaning = paragraph(_l("What it means for you"), maximum=600, rows=2)


class PlanForm(DaysForm):
    """The builder: what a report is made of, in the language that its reader reads."""

    language = pick(_l("Language of the report"))
    level = pick(_l("For whom"))
    client_id = ClientsField(_l("The client that it is for"), single=True, required=False)
    parts = FieldList(FormField(PartForm))
    leave_out_empty = BooleanField(_l("Leave out sections with nothing to say"))
    letter = paragraph(_l("Cover letter"), maximum=8000, rows=8)
    signed_by = paragraph(_l("Signed by"), maximum=200, rows=2)
    figures = FieldList(FormField(FigureForm))
    at_risk = paragraph(_l("What is at risk"), maximum=2000, rows=3)
    needed = paragraph(_l("What we need from the client"), maximum=4000, rows=4)
    planned = paragraph(_l("Plan for the next quarter"), maximum=4000, rows=4)

    def __init__(self, report: Report, kind: Kind, series: Sequence[Series], speaks: str, **options: Any) -> None:
        """Offer the kind's parts and levels, and the series that speak for the client."""
        self.kind, self._known = kind, [part.name for part in kind.parts]
        start = {
            name: getattr(report, name)
            for name in ("period_start", "period_end", "language", "level", "leave_out_empty", "letter", "signed_by",
                         "at_risk", "needed", "planned")
        }  # fmt: skip
        known = figures_of(report.figures)
        rows = [*({"key": key, "meaning": meaning} for key, meaning in known), *([{}] * MOST_FIGURES)]
        start["client_id"] = [report.client_id] if report.client_id else []
        start |= {"parts": part_rows(kind.parts, report.sections.split()), "figures": rows[:MOST_FIGURES]}
        super().__init__(data=start | {"version": report.version}, **options)
        self.language.choices = choices(LANGUAGE_LABELS)
        self.level.choices = choices({level: LEVELS[level] for level in kind.levels})
        titles = {one.key: one.title(speaks) for one in series}
        for key, _meaning in known:
            titles.setdefault(key, key)
        for row in self.figures:
            row.form.key.choices = choices(titles, blank=_("None"))
        if kind.subject == "client" or "client" not in kind.levels:
            del self.client_id
        if not kind.written:
            for name in ("letter", "signed_by", "figures", "at_risk", "needed", "planned"):
                del self[name]

    def validate_period_end(self, _field: Any) -> None:
        """Want both days in order."""
        self.check_days()

    def validate_level(self, field: Any) -> None:
        """Want the client where it is for one: whose texts may be printed could not be told."""
        if field.data == "client" and "client_id" in self and not self.client_id.data:
            raise ValidationError(_("Choose the client that it is for."))

    def validate_figures(self, field: Any) -> None:
        """Want each series once."""
        keys = [row.form.key.data for row in field if row.form.key.data]
        if len(keys) != len(set(keys)):
            raise ValidationError(_("Choose each series once."))

    def validate_parts(self, field: Any) -> None:
        """Want a report of something, from this kind's own parts."""
        names = [row.form.name.data for row in field]
        if sorted(names) != sorted(self._known):
            raise ValidationError(_("Load the page again: the sections of this kind of report have changed."))
        if not any(row.form.shown.data for row in field):
            raise ValidationError(_("Choose one section at least."))

    def values(self) -> dict[str, Any]:
        """Return what was typed as the model's attributes."""
        found = {name: value for name, value in super().values().items() if name not in {"parts", "figures"}}
        found["sections"] = self._sections()
        if "client_id" in self:
            found["client_id"] = self.client_id.data[0] if self.client_id.data else None
        if "figures" in self:
            rows = (row.form for row in self.figures if row.form.key.data)
            found["figures"] = figures_text((row.key.data, row.meaning.data or "") for row in rows)
        return found

    def _sections(self) -> str:
        """Return the chosen parts in their order; "" where that is the outline's own, which may grow later."""
        rows = [row.form for row in self.parts if row.form.shown.data and row.form.name.data in self._known]
        rows.sort(key=lambda row: (row.place.data or 99, self._known.index(row.name.data)))
        names = [row.name.data for row in rows]
        return "" if names == [part.name for part in self.kind.parts if part.usual] else " ".join(names)


def part_rows(parts: Sequence[Part[Any]], sections: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of the form: those of the report in their order, then the rest."""
    by_name = {part.name: part for part in parts}
    chosen = [name for name in sections if name in by_name] or [part.name for part in parts if part.usual]
    rest = [part.name for part in parts if part.name not in chosen]
    return [{"name": name, "shown": name in chosen, "place": place} for place, name in enumerate([*chosen, *rest], 1)]
