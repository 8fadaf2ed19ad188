"""Fields of the client form that the firm makes itself: one for each of its own fields, and its tags."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from crm.clients import custom
from crm.core.forms import choices
from crm.core.i18n import language
from crm.core.text import clean, fold
from crm.reference.models import CustomField

#: A field before WTForms has bound it to a form (its class takes no parameter when the program runs).
Unbound = Any
PREFIX: Final = "own-"
MOST_TAGS, LONGEST_TAG = 20, 60


class TagsField(StringField):  # type: ignore[misc]
    """Words with commas between them; `data` is a list of them, each once whatever its accents and case."""

    def process_data(self, value: Any) -> None:
        """Take the client's tags."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed."""
        words = (" ".join(word.split()) for word in re.split(r"[,;\n]", clean(valuelist[0] if valuelist else "")))
        self.data = list({fold(word): word for word in words if fold(word)}.values())

    def pre_validate(self, _form: Any) -> None:
        """Keep to what the columns hold."""
        if any(len(word) > LONGEST_TAG for word in self.data):
            raise ValidationError(_("A tag has at most %(number)s characters.", number=LONGEST_TAG))
        if len(self.data) > MOST_TAGS:
            raise ValidationError(_("Write at most %(number)s tags.", number=MOST_TAGS))

    def _value(self) -> str:
        return ", ".join(self.data or ())


class TypedField(StringField):  # type: ignore[misc]
    """A value of one of the firm's own fields as it is kept: checked by the field's kind, shown as typed."""

    def __init__(self, label: Any = None, *, own: CustomField, **options: Any) -> None:
        super().__init__(label, **options)
        self.own = own

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, cleaned: it is weighed with the other fields."""
        self.data = clean(valuelist[0] if valuelist else "")

    def pre_validate(self, _form: Any) -> None:
        """Turn it into the value that is kept."""
        try:
            self.data = custom.canonical(self.own, self.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def choices(self) -> list[SelectChoice]:
        """Return the value as its reader says it, for the page that compares two texts."""
        try:
            sound = custom.canonical(self.own, self.data or "")
        except ValueError:
            sound = ""
        return [SelectChoice(value=sound, label=custom.said(self.own, sound, language()))] if sound else []


def unbound_fields() -> list[tuple[str, Unbound]]:
    """Return a form field for each field in use, named `own-<code>`."""
    return [(f"{PREFIX}{own.code}", _unbound(own, language())) for own in custom.fields()]


def _unbound(own: CustomField, speaks: str) -> Unbound:
    title = own.title(speaks)
    if own.kind in {"choice", "yes_no"}:
        offered = custom.option_titles(own, speaks) if own.kind == "choice" else {"yes": _("yes"), "no": _("no")}
        return SelectField(title, choices=choices(offered, blank="—"))
    label = f"{title} ({own.unit})" if own.unit else title
    extra = {"date": {"type": "date"}, "number": {"inputmode": "decimal", "maxlength": 40}}
    return TypedField(label, own=own, render_kw=extra.get(own.kind, {"maxlength": custom.LONGEST_TEXT}))


def form_data(values: Mapping[int, str]) -> dict[str, str]:
    """Return a client's values by the names of their form fields."""
    return {f"{PREFIX}{own.code}": values.get(own.id, "") for own in custom.fields()}


def posted(values: Mapping[str, Any]) -> dict[int, str]:
    """Return the values of a valid form by the ids of their fields."""
    return {own.id: values[f"{PREFIX}{own.code}"] or "" for own in custom.fields() if f"{PREFIX}{own.code}" in values}
