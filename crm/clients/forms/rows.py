"""Judges what was typed about an address, a certification or a product of a client."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from crm.clients import checks, options
from crm.clients.labels import ADDRESS_KINDS, CERTIFICATION_KINDS, ORIGIN_RULES, PRODUCT_DIRECTIONS, hs_text
from crm.core.forms import BaseForm, choices, filled, line, paragraph, pick
from crm.core.i18n import language
from crm.core.text import clean
from crm.reference.queries import chapters_by_code

#: The year of a day that somebody meant: the rest are slips of the keyboard.
EARLIEST, LATEST = 1950, 2150
MOST_LINES: Final = 4


def optional_code(value: Any) -> str | None:
    """Coerce a drop-down's value to a code; empty gives None."""
    return str(value) if value not in (None, "", "None") else None


def checked(check: Callable[..., str], *typed: Any) -> str:
    """Return what a check makes of typed text; its sentence becomes the field's."""
    try:
        return check(*typed)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class RowForm(BaseForm):
    """A row of a client, opened on what is kept of it."""

    def __init__(self, row: Any = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["obj"] = row
        super().__init__(**kwargs)


class AddressForm(RowForm):
    """An address as an envelope has it."""

    kind = pick(_l("Kind"), default="main")
    street = paragraph(_l("Street and number"), maximum=400, rows=3)
    postal_code = line(_l("Postal code"), maximum=12)
    city = line(_l("City"), maximum=120, required=True)
    state = pick(_l("State"), coerce=optional_code)
    country = pick(_l("Country"), default="MX")

    def __init__(self, row: Any = None, **kwargs: Any) -> None:
        super().__init__(row, **kwargs)
        self.kind.choices = choices(ADDRESS_KINDS)
        self.country.choices, self.state.choices = options.countries(language()), options.states(language())

    def validate_street(self, field: StringField) -> None:
        """Keep to the lines of an envelope."""
        lines = [" ".join(text.split()) for text in (field.data or "").split("\n")]
        field.data = "\n".join(text for text in lines if text)
        if field.data.count("\n") >= MOST_LINES:
            raise ValidationError(_("Write at most four lines."))

    def validate_postal_code(self, field: StringField) -> None:
        """Check it by the country's own form."""
        if field.data:
            field.data = checked(checks.check_postal_code, field.data, self.country.data)

    def validate_state(self, field: SelectField) -> None:
        """Refuse a state of another country."""
        if field.data and not field.data.startswith(f"{self.country.data}-"):
            raise ValidationError(_("Choose a state of the country above, or none."))


def _day(label: Any) -> DateField:
    return DateField(label, [Optional(), _sensible], render_kw={"min": f"{EARLIEST}-01-01", "max": f"{LATEST}-12-31"})


def _sensible(_form: BaseForm, field: DateField) -> None:
    if field.data is not None and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(_("This is no year of our time."))


class CertificationForm(RowForm):
    """A programme or certificate, and from when to when it is good."""

    kind = pick(_l("Kind"), default="immex")
    name = line(_l("Name"), maximum=200)
    number = line(_l("Number"), maximum=60)
    starts_on = _day(_l("Good from"))
    expires_on = _day(_l("Good until"))
    notes = paragraph(_l("Notes"), maximum=1000, rows=3)

    def __init__(self, row: Any = None, **kwargs: Any) -> None:
        super().__init__(row, **kwargs)
        self.kind.choices = choices(CERTIFICATION_KINDS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each field, and want a name where the kind has none."""
        valid = bool(super().validate(extra_validators))
        if self.kind.data == "other" and not self.name.data:
            self.name.errors = [*self.name.errors, _("Say what it is.")]
            return False
        return valid

    def validate_expires_on(self, field: DateField) -> None:
        """Want the days in order, and a blanket period of twelve months at most (USMCA Annex 5-A)."""
        first, last = self.starts_on.data, field.data
        if first is None or last is None:
            return
        if last < first:
            raise ValidationError(_("This day lies before the first one."))
        if self.kind.data == "origin" and last > checks.twelve_months_after(first):
            raise ValidationError(_("The blanket period of a certification of origin is at most twelve months."))


class HsField(StringField):  # type: ignore[misc]
    """An HS code: digits in the data, with its dot on the screen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the digits."""
        self.data = checks.hs_digits(clean(valuelist[0] if valuelist else ""))[:20]

    def _value(self) -> str:
        return hs_text(self.data or "")

    @property
    def choices(self) -> list[SelectChoice]:
        """Return the code as people write it, for the page that compares two texts."""
        return [SelectChoice(value=self.data, label=hs_text(self.data or ""))]


class ProductForm(RowForm):
    """Something that the client trades."""

    hs_code = HsField(_l("HS code"), [filled()], render_kw={"maxlength": 10, "inputmode": "decimal"})
    description = line(_l("What it is"), maximum=200)
    direction = pick(_l("Direction"), default="northbound")
    origin_rule = pick(_l("Rule of origin relied on"), default="")
    origin_note = line(_l("Note on the rule"), maximum=300)

    def __init__(self, row: Any = None, **kwargs: Any) -> None:
        super().__init__(row, **kwargs)
        self.direction.choices, self.origin_rule.choices = choices(PRODUCT_DIRECTIONS), choices(ORIGIN_RULES)

    def validate_hs_code(self, field: StringField) -> None:
        """Want four or six digits of a chapter that exists."""
        field.data = checked(checks.check_hs, field.data, chapters_by_code())


#: The parts of a client's profile by their name in addresses.
ROW_FORMS: Final[dict[str, type[RowForm]]] = {
    "addresses": AddressForm, "certifications": CertificationForm, "products": ProductForm,
}  # fmt: skip
