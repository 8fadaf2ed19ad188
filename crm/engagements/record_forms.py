"""The fields of an engagement's form that its folds hold, and those of its start."""

from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField
from wtforms.validators import Optional, StopValidation, ValidationError

from crm.clients import options
from crm.core.dates import today_in, wall_exists, zone_place
from crm.core.forms import choices, line, paragraph, pick, pick_many
from crm.core.i18n import language
from crm.engagements.labels import CHANNELS
from crm.engagements.record_words import ASKED_BY, DIRECTIONS, LANGUAGES, NAMED, OUR_ROLES
from crm.reference.queries import usmca

TEXT_LIMIT: Final = 20_000
YEARS: Final = (1980, 2100)
DAYS: Final = ("requested_on", "remind_on", "reply_due_on", "replied_on")


def _hour_unless_requested(form: Any, field: Any) -> None:
    """Whoever asked for a meeting does not know its hour yet; every other engagement has one."""
    state = form["state"].data if "state" in form else "planned"
    if state == "requested" or not field.raw_data or not field.raw_data[0]:
        field.errors = []
        raise StopValidation() if state == "requested" else StopValidation(_("Give the day and the hour."))


class StartFields:
    """Day, hour and place of an engagement's start."""

    starts_wall = DateTimeLocalField(
        _l("Start"), [_hour_unless_requested], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    )
    zone = pick(_l("Hour of"))

    def validate_starts_wall(self, field: Any) -> None:
        """Refuse an hour that the clocks of that place never show."""
        if field.data is None:
            return
        _check_year(field.data)
        known = any(choice.value == self.zone.data for choice in self.zone.choices)
        if known and not wall_exists(field.data, self.zone.data):
            raise ValidationError(
                _("This hour does not exist in %(place)s: the clocks go forward then.",
                  place=zone_place(self.zone.data))
            )  # fmt: skip


class RecordFields:
    """How it was asked for, the letter, the record in full and the facts that a disclosure may need."""

    requested_on = DateField(_l("Asked for on"), [Optional()])
    request_channel = pick(_l("Asked for by"), default="")
    request_to = line(_l("Asked of whom"), maximum=300)
    remind_on = DateField(_l("Remind me on"), [Optional()])
    direction = pick(_l("Received or sent"), default="")
    letter_number = line(_l("Official letter number (oficio)"), maximum=80)
    reply_due_on = DateField(_l("Reply due on"), [Optional()])
    replied_on = DateField(_l("Answered on"), [Optional()])
    language = pick(_l("Language spoken"), default="")
    place = line(_l("Place"), maximum=300)
    asked_by = pick(_l("Who asked for it"), default="")
    purpose = paragraph(_l("Purpose"), maximum=TEXT_LIMIT, rows=2)
    usmca = pick_many(_l("USMCA chapters"), coerce=int)
    sectors = pick_many(_l("Sectors"), coerce=int)
    chapters = pick_many(_l("HS chapters"))
    name_officials = pick(_l("May reports name the officials?"), default="yes")
    our_role = pick(_l("In whose name we were there"), default="")
    legal_texts = paragraph(_l("Bills, rules, treaty articles"), maximum=TEXT_LIMIT, rows=2)

    def offer_record(self) -> None:
        """Set the choices of these fields."""
        blank = _("Not said")
        for name, labels in (("request_channel", CHANNELS), ("direction", DIRECTIONS), ("language", LANGUAGES),
                             ("asked_by", ASKED_BY), ("our_role", OUR_ROLES)):  # fmt: skip
            getattr(self, name).choices = choices(labels, blank=blank)
        self.name_officials.choices = choices(NAMED)
        speaks = language()
        self.sectors.choices, self.chapters.choices = options.sectors(speaks), options.chapters(speaks)
        self.usmca.choices = choices((c.number, f"{c.number} · {c.title(speaks)}") for c in usmca())

    def validate_requested_on(self, field: Any) -> None:
        """What was asked for was asked for by now."""
        if field.data is not None:
            _check_year(field.data)
            if field.data > today_in("Pacific/Kiritimati"):
                raise ValidationError(_("This day is still to come."))

    def validate_remind_on(self, field: Any) -> None:
        """Refuse a mistyped year."""
        _check_year(field.data)

    validate_reply_due_on = validate_replied_on = validate_remind_on


def _check_year(day: date | None) -> None:
    if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
        raise ValidationError(_("The year must lie between %(first)s and %(last)s.", first=YEARS[0], last=YEARS[1]))


def record_changes(values: dict[str, Any]) -> dict[str, Any]:
    """Return the form's values as actions take them: a requested engagement has a day and no hour."""
    changed = values | {"name_officials": values["name_officials"] == "yes"}
    if changed["state"] == "requested":
        del changed["starts_wall"]
    return changed
