"""Judges what was typed about an institution; `InstitutionsField` picks them in the forms of every feature above."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, Optional, ValidationError

from crm.clients.checks import check_website
from crm.core.forms import BaseForm, choices, line, paragraph, pick
from crm.core.i18n import language
from crm.core.phones import check_phone
from crm.core.picker import Choice, PickerField, PickerWords
from crm.institutions import queries
from crm.institutions.labels import CLASSES, GIFT_RULES, HOLIDAYS, KINDS, LEVELS, MEETING_RULES
from crm.institutions.models import Institution, Post, PostHolder
from crm.people.forms import PeopleField
from crm.reference.queries import countries, states


class InstitutionsField(PickerField):
    """Institutions picked by a part of their name, or by their short name."""

    source, link = "institutions.pick", "institution_id"
    words = PickerWords(
        choose=_l("Choose an institution from the list."),
        choose_one=_l("Choose one institution."),
        at_most=_l("Choose at most %(number)s institutions."),
        none=_l("No institution has this in its name."),
        found=_l("Institutions found: %(number)s"),
        failed=_l("The list of institutions does not answer. Type the exact name."),
    )

    def chosen(self, ids: list[int]) -> Sequence[Choice]:
        """Return these institutions."""
        return queries.chosen(ids)

    def named(self, name: str) -> int | None:
        """Return the one institution of this name."""
        return queries.named(name)


#: What the form and the record share by name.
PLAIN: Final = (
    "name_en", "name_es", "short", "kind", "level", "city", "gift_rule", "meeting_rule", "holidays", "website", "phone",
    "email", "address", "notes",
)  # fmt: skip


def _code(value: Any) -> str | None:
    return str(value) if value not in (None, "", "None") else None


class InstitutionForm(BaseForm):
    """An institution as its page edits it."""

    name_en = line(_l("Name in English"), maximum=200, required=True)
    name_es = line(_l("Name in Spanish"), maximum=200, required=True)
    short = line(_l("Short name"), maximum=40)
    kind = pick(_l("Kind"), default="agency")
    level = pick(_l("Level"), default="federal")
    country = pick(_l("Country"), coerce=_code)
    state = pick(_l("State where it sits"), coerce=_code)
    city = line(_l("City"), maximum=120)
    parent = InstitutionsField(_l("Part of"), single=True, required=False)
    gift_rule = pick(_l("Gifts"))
    meeting_rule = pick(_l("How a meeting is asked for"))
    holidays = pick(_l("Closed on"))
    website = line(_l("Website"), maximum=200)
    phone = line(_l("Phone"), maximum=40)
    email = EmailField(
        _l("E-mail"),
        [Optional(), Length(max=254), Email(_l("This is not an e-mail address: write it like name@example.com."))],
    )
    address = paragraph(_l("Address"), maximum=400, rows=2)
    notes = paragraph(_l("Notes"), maximum=20_000, rows=4)

    def __init__(self, *args: Any, body: Institution | None = None, **kwargs: Any) -> None:
        self.body_id = body.id if body is not None else None
        if body is not None:
            kwargs["data"] = {name: getattr(body, name) for name in (*PLAIN, "country", "state", "version")} | {
                "parent": [body.parent_id] if body.parent_id else []
            }
        super().__init__(*args, **kwargs)
        speaks, unknown = language(), _("Not known")
        self.kind.choices, self.level.choices = choices(KINDS), choices(LEVELS)
        self.country.choices = choices(
            ((row.code, row.title(speaks)) for row in countries()), blank=_("None: it is of two countries")
        )
        self.state.choices = [SelectChoice(value="", label=_("None"))] + [
            SelectChoice(value=row.code, label=row.title(speaks), optgroup=row.country) for row in states()
        ]
        self.gift_rule.choices = choices(GIFT_RULES, blank=unknown)
        self.meeting_rule.choices = choices(MEETING_RULES, blank=unknown)
        self.holidays.choices = choices(HOLIDAYS, blank=unknown)

    def validate_phone(self, field: Any) -> None:
        """Check a phone number; it is kept in E.164."""
        if field.data:
            try:
                field.data = check_phone(field.data, self.country.data or "US")
            except ValueError as error:
                raise ValidationError(str(error)) from error

    def validate_website(self, field: Any) -> None:
        """Check a website; it is kept with its scheme, which is http or https."""
        if field.data:
            try:
                field.data = check_website(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from error

    def validate_parent(self, field: Any) -> None:
        """A body is no part of itself, nor of what belongs to it."""
        above = field.data[0] if field.data else None
        if above is not None and self.body_id is not None and queries.is_below(above, self.body_id):
            raise ValidationError(_("This institution belongs to the one you are editing: choose another."))

    def changes(self) -> dict[str, Any]:
        """Return the values for the actions."""
        values = self.values()
        parent = values.pop("parent")
        return values | {"parent_id": parent[0] if parent else None}


class PostForm(BaseForm):
    """A post, whoever holds it."""

    title_en = line(_l("Title in English"), maximum=200, required=True)
    title_es = line(_l("Title in Spanish"), maximum=200, required=True)
    official_class = pick(_l("Official class"), default="")
    class_source = line(_l("Source of the class"), maximum=300)
    class_checked_on = DateField(_l("Looked up on"), [Optional()])

    def __init__(self, *args: Any, post: Post | None = None, **kwargs: Any) -> None:
        if post is not None:
            names = ("title_en", "title_es", "official_class", "class_source", "class_checked_on", "version")
            kwargs["data"] = {name: getattr(post, name) for name in names}
        super().__init__(*args, **kwargs)
        self.official_class.choices = choices(CLASSES, blank=_("Not judged"))

    def validate_official_class(self, field: Any) -> None:
        """A class says who says so: it decides what is disclosed."""
        if field.data in {"covered", "not_covered", "federal"} and not self.class_source.data:
            raise ValidationError(_("Say where this class is from."))


class TermForm(BaseForm):
    """A term in a post: from when to when, acting or not."""

    from_on = DateField(_l("From"), [Optional()])
    to_on = DateField(_l("Until"), [Optional()])
    acting = BooleanField(_l("Acting (encargado/a de despacho)"))

    def __init__(self, *args: Any, holder: PostHolder | None = None, **kwargs: Any) -> None:
        if holder is not None:
            kwargs["data"] = {name: getattr(holder, name) for name in ("from_on", "to_on", "acting", "version")}
        super().__init__(*args, **kwargs)

    def validate_to_on(self, field: Any) -> None:
        """A term does not end before it began."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("This day lies before the first one."))


class NewHolderForm(TermForm):
    """Somebody named to a post; the term of who held it may end the day before."""

    person = PeopleField(_l("Person"), single=True)
    ends_others = BooleanField(_l("Ends the term of who holds it now"), default=True)
