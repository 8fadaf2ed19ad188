"""Judges what was asked of a new report: whose, which days, in which language."""

from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from crm.clients.forms.picker import ClientsField
from crm.clients.models.client import Client
from crm.core.forms import BaseForm, choices, pick
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.reports.build.period import Period, presets

OWN: Final = "own"
PRESETS: Final[dict[str, Any]] = {
    "last-quarter": _l("Last quarter"),
    "this-quarter": _l("This quarter"),
    "last-month": _l("Last month"),
    "year": _l("This year to date"),
}
#: Nobody's records are older or younger; a report is about one client's year or so.
_FIRST: Final = date(1990, 1, 1)
_LAST: Final = date(2100, 12, 31)


class ReportForm(BaseForm):
    """A new report; the two days count only where own days are chosen."""

    client_id = ClientsField(_l("Client"), single=True)
    period = pick(_l("Period"), default="last-quarter")
    period_start = DateField(_l("First day"), validators=[Optional()])
    period_end = DateField(_l("Last day"), validators=[Optional()])
    language = pick(
        _l("Language of the report"),
    )

    def __init__(self, today: date, *, client: Client | None, **options: Any) -> None:
        """Take the client from the address where it names one; else it is picked here."""
        super().__init__(data={"language": client.report_language if client else ""}, **options)
        if client is not None:
            del self.client_id
        self.offered = presets(today)
        named = {key: f"{PRESETS[key]}: {period.name(language())}" for key, period in self.offered.items()}
        self.period.choices = choices({**named, OWN: _("Own dates, below")})
        self.language.choices = choices(LANGUAGE_LABELS, blank=None if client else _("The client's own"))
        if not self.period.raw_data and self.period_start.data and self.period_end.data:
            self.period.data = OWN  # two days say it without the drop-down

    def chosen(self) -> Period:
        """Return the period that was asked for."""
        if self.period.data == OWN:
            return Period(self.period_start.data, self.period_end.data)
        return self.offered[self.period.data]

    def validate_period(self, _field: Any) -> None:
        """Want both days in order where own days are chosen."""
        if self.period.data != OWN:
            return
        start, end = self.period_start.data, self.period_end.data
        if start is None or end is None:
            raise ValidationError(_("Give the first and the last day."))
        if start > end:
            raise ValidationError(_("The last day is before the first."))
        if start < _FIRST or end > _LAST:
            raise ValidationError(_("Give days between 1990 and 2100."))
