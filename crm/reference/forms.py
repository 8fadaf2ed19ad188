"""Forms of Settings: the firm, a sector, a port of entry."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from crm.core.firm import settings_version
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick, pick_many
from crm.reference.measures import MEASURES
from crm.reference.models import Port, Sector

LONGEST_PAUSE = 3650
#: Characters that the columns of Sector hold.
MOST_MEASURES, MOST_PORTS = 200, 100


def contact_days(label: Any) -> IntegerField:
    """Return a field for the days after which a client without contact is shown on My day."""
    limits = NumberRange(0, LONGEST_PAUSE, message=_l("Write a number of days from 0 to 3650."))
    needed = InputRequired(message=_l("Write a number of days from 0 to 3650."))
    return IntegerField(label, [needed, limits], render_kw={"min": 0, "max": LONGEST_PAUSE, "inputmode": "numeric"})


class FirmForm(BaseForm):
    """The firm's own settings; fields are the keys of `crm.core.firm`."""

    firm_name = line(_l("Firm name"), maximum=120, required=True)
    offices = paragraph(_l("Offices"), maximum=1000, rows=3)
    contact_days_prospect = contact_days(_l("Prospects"))
    contact_days_active = contact_days(_l("Active clients"))
    contact_days_dormant = contact_days(_l("Dormant clients"))
    contact_days_former = contact_days(_l("Former clients"))


def firm_data(settings: dict[str, Any]) -> dict[str, Any]:
    """Return what the firm's form shows of the settings, their version included."""
    return {**settings, "version": settings_version(settings)}


def codes(label: Any, *, maximum: int = 200) -> StringField:
    """Return a field for a list of codes: commas and spaces between them are all the same."""
    return StringField(label, [Length(max=maximum)], filters=[_codes], render_kw={"maxlength": maximum})


def _codes(value: str | None) -> str:
    return " ".join(dict.fromkeys(re.split(r"[\s,;]+", (value or "").replace("\x00", "").strip()))).strip()


def each_code(pattern: str, sentence: Any) -> Callable[[BaseForm, Field], None]:
    """Return a validator that wants every code of a field to match; it names the first that does not."""

    def validate(_form: BaseForm, field: Field) -> None:
        wrong = [code for code in (field.data or "").split() if not re.fullmatch(pattern, code)]
        if wrong:
            raise ValidationError(str(sentence) % {"code": wrong[0]})

    return validate


class SectorForm(BaseForm):
    """Titles of a sector, and what of the published figures it stands for."""

    parent_id = pick(_l("Under"), coerce=optional_int)
    title_en = line(_l("Title in English"), maximum=300, required=True)
    title_es = line(_l("Title in Spanish"), maximum=300, required=True)
    hs_chapters = codes(_l("HS chapters"))
    headings = codes(_l("Headings to follow"))
    naics = codes(_l("NAICS codes"))
    follow = pick_many(_l("Border crossings to follow"))
    follow_ports = pick_many(_l("Only at these ports"))

    def __init__(self, *, chapters: set[str], ports: list[Port], parents: list[tuple[int, str]], **kwargs: Any) -> None:
        """`parents` are the sectors it may stand under; none leaves the field out (a sector keeps its place)."""
        super().__init__(**kwargs)
        self.known_chapters = chapters
        self.follow.choices = choices(MEASURES)
        self.follow_ports.choices = choices((port.code, port.label) for port in ports)
        if parents:
            self.parent_id.choices = choices(parents)
        else:
            del self.parent_id

    def validate_hs_chapters(self, field: Field) -> None:
        """Want chapters that exist."""
        unknown = [code for code in field.data.split() if code not in self.known_chapters]
        if unknown:
            raise ValidationError(_("%(code)s is not an HS chapter: write two digits, as in 07.", code=unknown[0]))

    def validate_headings(self, field: Field) -> None:
        """Want four digits that begin with a chapter of this sector."""
        each_code(r"\d{4}", _("%(code)s is not a heading: write four digits, as in 0702."))(self, field)
        chapters = (self.hs_chapters.data or "").split()
        outside = [code for code in field.data.split() if code[:2] not in chapters]
        if outside:
            raise ValidationError(_("%(code)s is in none of the chapters above.", code=outside[0]))

    def validate_naics(self, field: Field) -> None:
        """Want codes of two to six digits."""
        each_code(r"\d{2,6}|\d{2}-\d{2}", _("%(code)s is not a NAICS code: write two to six digits."))(self, field)

    def validate_follow(self, field: Field) -> None:
        """Refuse a choice longer than its column."""
        if len(" ".join(field.data)) > MOST_MEASURES:
            raise ValidationError(_("Choose fewer: the whole list is nothing to follow."))

    def validate_follow_ports(self, field: Field) -> None:
        """Refuse a choice longer than its column."""
        if len(" ".join(field.data)) > MOST_PORTS:
            raise ValidationError(_("Choose fewer: with none chosen, the client's own ports are followed."))

    def values(self) -> dict[str, Any]:
        """Return the columns of the sector: several choices become one line of codes."""
        return {key: " ".join(value) if isinstance(value, list) else value for key, value in super().values().items()}


def sector_data(sector: Sector) -> dict[str, Any]:
    """Return what the form shows of a sector."""
    names = ("title_en", "title_es", "hs_chapters", "headings", "naics", "version")
    several = {name: getattr(sector, name).split() for name in ("follow", "follow_ports")}
    return {name: getattr(sector, name) for name in names} | several


class PortForm(BaseForm):
    """What the firm may change of a port: its other side, its crossings, whether it is watched."""

    mexican_side_city = line(_l("City on the Mexican side"), maximum=120)
    mexican_side_state = pick(_l("State on the Mexican side"))
    crossings = line(_l("Crossings"), maximum=300)
    note_en = line(_l("Note in English"), maximum=300)
    note_es = line(_l("Note in Spanish"), maximum=300)
    watch = BooleanField(_l("We watch this port"))

    def __init__(self, *, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mexican_side_state.choices = choices(states, blank=_("not stated"))

    def values(self) -> dict[str, Any]:
        """Return the columns of the port; no state is NULL, not an empty text."""
        typed = super().values()
        return typed | {"mexican_side_state": typed["mexican_side_state"] or None}
