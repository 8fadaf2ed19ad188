"""Judges what was asked of a new report: which kind, about whom, which days, in which language."""

from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from crm.clients.forms.picker import ClientsField
from crm.clients.models.client import Client
from crm.clients.options import sectors
from crm.core.forms import BaseForm, choices, line, optional_int, pick
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.institutions.forms import InstitutionsField
from crm.issues.forms import IssuesField
from crm.reports.build.period import Period, presets
from crm.reports.kinds import Kind

OWN: Final = "own"
SINCE: Final = "since-last"
PRESETS: Final[dict[str, Any]] = {
    "last-quarter": _l("Last quarter"),
    "this-quarter": _l("This quarter"),
    "last-month": _l("Last month"),
    "year": _l("This year to date"),
}
SINCE_LABEL: Final = _l("Since the last approved report")
#: Nobody's records are older or younger; a report is about one client's year or so.
_FIRST: Final = date(1990, 1, 1)
_LAST: Final = date(2100, 12, 31)
_SUBJECTS: Final = {
    "client": "client_id", "institution": "institution_id", "issue": "issue_id", "sector": "sector_id",
    "mission": "mission",
}  # fmt: skip


class DaysForm(BaseForm):
    """The period of a report by its first and last day."""

    period_start = DateField(_l("First day"), validators=[Optional()])
    period_end = DateField(_l("Last day"), validators=[Optional()])

    def check_days(self) -> None:
        """Want both days, in order."""
        start, end = self.period_start.data, self.period_end.data
        if start is None or end is None:
            raise ValidationError(_("Give the first and the last day."))
        if start > end:
            raise ValidationError(_("The last day is before the first."))
        if start < _FIRST or end > _LAST:
            raise ValidationError(_("Give days between 1990 and 2100."))


class ReportForm(DaysForm):
    """A new report; the two days count only where own days are chosen, and of the subjects the kind's own."""

    client_id = ClientsField(_l("Client"), single=True)
    institution_id = InstitutionsField(_l("Institution"), single=True)
    issue_id = IssuesField(_l("Issue"), single=True)
    sector_id = pick(_l("Sector"), coerce=optional_int)
    mission = line(_l("Trade mission or fair"), maximum=200, required=True)
    period = pick(_l("Period"), default="last-quarter")
    language = pick(
        _l("Language of the report"),
    )

    def __init__(self, today: date, kind: Kind, *, client: Client | None, **options: Any) -> None:
        """Take the client from the address where it names one; else it is picked here."""
        super().__init__(data={"language": client.report_language if client else ""}, **options)
        for about, name in _SUBJECTS.items():
            if about != kind.subject or (client is not None and about == "client"):
                del self[name]
        if "sector_id" in self:
            self.sector_id.choices = [*choices((), blank="—"), *sectors(language())]
        self.offered = presets(today)
        named = {key: f"{PRESETS[key]}: {period.name(language())}" for key, period in self.offered.items()}
        since = {SINCE: SINCE_LABEL} if kind.subject == "client" else {}
        self.period.choices = choices({**named, **since, OWN: _("Own dates, below")})
        picked = kind.subject == "client" and client is None
        self.language.choices = choices(LANGUAGE_LABELS, blank=_("The client's own") if picked else None)
        if not self.period.raw_data and self.period_start.data and self.period_end.data:
            self.period.data = OWN  # two days say it without the drop-down

    def about(self) -> dict[str, Any]:
        """Return the subject that was picked, as the model's attribute."""
        found = next(((name, self[name].data) for name in _SUBJECTS.values() if name in self), None)
        if found is None:
            return {}
        name, value = found
        return {name: value[0] if isinstance(value, list) else value}

    def chosen(self, last_covered: date | None, today: date) -> Period | None:
        """Return the period that was asked for; None where the last report already covers today."""
        if self.period.data == OWN:
            return Period(self.period_start.data, self.period_end.data)
        if self.period.data == SINCE:
            return since(last_covered, today)
        return self.offered[self.period.data]

    def validate_sector_id(self, field: Any) -> None:
        """Want a sector."""
        if field.data is None:
            raise ValidationError(_("Choose the sector."))

    def validate_period(self, _field: Any) -> None:
        """Want both days in order where own days are chosen."""
        if self.period.data == OWN:
            self.check_days()


def since(last_covered: date | None, today: date) -> Period | None:
    """Return the days after those that the last report covers, up to today; without one the last quarter."""
    if last_covered is None:
        return presets(today)["last-quarter"]
    start = date.fromordinal(last_covered.toordinal() + 1)
    return Period(start, today) if start <= today else None


def period_named(name: str, today: date, last_covered: date | None) -> Period | None:
    """Return the period of a definition, counted from today."""
    return since(last_covered, today) if name == SINCE else presets(today).get(name)
