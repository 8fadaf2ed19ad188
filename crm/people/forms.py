"""Judges what was typed about a person; `PeopleField` picks people in the forms of every feature above."""

from collections.abc import Sequence
from typing import Any, Final

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, DateField, FieldList, Form, FormField
from wtforms.validators import Optional, ValidationError

from crm.core.forms import BaseForm, choices, line, paragraph, pick
from crm.core.phones import check_phone
from crm.core.picker import Choice, PickerField, PickerWords
from crm.people import queries
from crm.people.labels import LANGUAGES, PHONE_KINDS, PREFERRED
from crm.people.models import Person

#: Phones, and e-mails, of one person.
MOST_ROWS: Final = 6
EMPTY_ROWS: Final = 1
#: A number without + is one of these countries, by the reader's language: most of our people are Mexican.
HOME: Final = "MX"


class PeopleField(PickerField):
    """People picked by a part of their name."""

    source, link = "people.pick", "person_id"
    adds, add_dialog = "people.quick", "people/_quick.html"
    words = PickerWords(
        choose=_l("Choose a person from the list."),
        choose_one=_l("Choose one person."),
        at_most=_l("Choose at most %(number)s people."),
        none=_l("Nobody has this in the name."),
        found=_l("People found: %(number)s"),
        failed=_l("The list of people does not answer. Type the exact name."),
    )

    def chosen(self, ids: list[int]) -> Sequence[Choice]:
        """Return the visible people among these."""
        return queries.chosen(current_user, ids)

    def named(self, name: str) -> int | None:
        """Return the one person of this name."""
        return queries.named(current_user, name)


def _sound_email(_form: Any, field: Any) -> None:
    if field.data:
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(_("This is not an e-mail address: write it like name@example.com.")) from None


def _sound_phone(_form: Any, field: Any) -> None:
    if field.data:
        try:
            field.data = check_phone(field.data, HOME)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class PhoneRow(Form):  # type: ignore[misc]
    """One phone number; a row without a number is left out."""

    number = line(_l("Number"), maximum=40, render_kw={"type": "tel", "autocomplete": "off"})
    kind = pick(_l("Kind"), default="mobile")
    whatsapp = BooleanField(_l("WhatsApp"))

    validate_number = _sound_phone


class EmailRow(Form):  # type: ignore[misc]
    """One e-mail address; a row without one is left out."""

    address = line(_l("E-mail"), maximum=254, render_kw={"type": "email", "autocomplete": "off"})

    validate_address = _sound_email


class NameForm(BaseForm):
    """The name of a person."""

    honorific = line(_l("Title"), maximum=20, render_kw={"list": "honorifics", "autocomplete": "off"})
    given_name = line(_l("Given name"), maximum=100, required=True)
    surname = line(_l("Surname"), maximum=100)
    second_surname = line(_l("Second surname"), maximum=100)


class PersonForm(NameForm):
    """A person as their page edits them."""

    language = pick(_l("Language"), default="")
    phones = FieldList(FormField(PhoneRow), max_entries=MOST_ROWS)
    emails = FieldList(FormField(EmailRow), max_entries=MOST_ROWS)
    preferred_channel = pick(_l("Preferred channel"), default="")
    do_not_contact = BooleanField(_l("Do not contact"))
    consent_source = line(_l("Where the data came from"), maximum=200)
    consent_on = DateField(_l("Agreed on"), [Optional()])
    privacy_notice_on = DateField(_l("Privacy notice given on"), [Optional()])
    notes = paragraph(_l("Notes"), maximum=20_000, rows=4)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["data"] = person_data(person)
        super().__init__(*args, **kwargs)
        self.language.choices = choices(LANGUAGES, blank=_("Not known"))
        self.preferred_channel.choices = choices(PREFERRED, blank=_("Any"))
        for rows in (self.phones, self.emails):
            while len(rows.entries) < EMPTY_ROWS:
                rows.append_entry({})
        for row in self.phones.entries:
            row.form.kind.choices = choices(PHONE_KINDS)

    def changes(self) -> dict[str, Any]:
        """Return the values for the actions; rows without words are left out."""
        values = self.values()
        values["phones"] = [row for row in values["phones"] if row["number"]]
        values["emails"] = [row["address"] for row in values["emails"] if row["address"]]
        return values


def person_data(person: Person) -> dict[str, Any]:
    """Return a person (phones and e-mails loaded) as the form's values."""
    plain = (
        "honorific", "given_name", "surname", "second_surname", "language", "preferred_channel", "do_not_contact",
        "consent_source", "consent_on", "privacy_notice_on", "notes", "version",
    )  # fmt: skip
    return {name: getattr(person, name) for name in plain} | {
        "phones": [{"number": row.number, "kind": row.kind, "whatsapp": row.whatsapp} for row in person.phones],
        "emails": [{"address": row.address} for row in person.emails],
    }


class QuickForm(NameForm):
    """A person added from another form: the name, and one way to reach them."""

    email = line(_l("E-mail"), maximum=254, render_kw={"type": "email", "autocomplete": "off"})
    phone = line(_l("Phone"), maximum=40, render_kw={"type": "tel", "autocomplete": "off"})

    validate_email = _sound_email
    validate_phone = _sound_phone

    def changes(self) -> dict[str, Any]:
        """Return the values for the actions."""
        values = self.values()
        phone, email = values.pop("phone"), values.pop("email")
        phones = [{"number": phone, "kind": "mobile"}] if phone else []
        return values | {"phones": phones, "emails": [email] if email else []}
