"""What every form shares: the CSRF token, the version of the record, words kept on a lost race."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, FieldList, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from crm.core.once import take_once
from crm.core.text import clean
from crm.core.worddiff import around, changed, marked_apart, word_diff

#: What a form carries beside the record's own fields.
NOT_VALUES: Final = frozenset({"csrf_token", "version", "once", "submit"})


class VersionField(HiddenField):  # type: ignore[misc]
    """The version of the record that the form was opened on; None for a new record."""

    def process_formdata(self, valuelist: list[str]) -> None:
        value = valuelist[0] if valuelist else ""
        self.data = int(value) if re.fullmatch(r"\d{1,9}", value) else None


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form named field by field as the model's attributes."""

    version = VersionField()
    #: A name of this very form, so that it is taken once (`crm/core/once.py`).
    once = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether the form is sound. Raises SentTwiceError where this very form was taken before."""
        sound = bool(super().validate(extra_validators))
        if sound and current_user.is_authenticated:
            take_once(self.once.data or "", current_user.id)
        return sound

    def values(self) -> dict[str, Any]:
        """Return what was typed, without the token, the version and the buttons."""
        return {name: field.data for name, field in self._fields.items() if name not in NOT_VALUES}

    def populate_obj(self, obj: object) -> None:
        """Set the typed values on a record; its version is the database's to count."""
        for name, value in self.values().items():
            setattr(obj, name, value)


def line(label: Any, *, maximum: int, required: bool = False, **options: Any) -> StringField:
    """Return a one-line text field: trimmed, limited, cleaned of control characters."""
    validators = [filled() if required else Optional(), Length(max=maximum)]
    render = {"maxlength": maximum, **options.pop("render_kw", {})}
    return StringField(label, validators, filters=[_one_line], render_kw=render, **options)


def paragraph(label: Any, *, maximum: int, rows: int = 4, **options: Any) -> TextAreaField:
    """Return a text area: trimmed, limited, line ends made the same."""
    render = {"rows": rows, **options.pop("render_kw", {})}
    return TextAreaField(label, [Optional(), Length(max=maximum)], filters=[clean], render_kw=render, **options)


def pick(label: Any, *, coerce: Callable[[str], Any] = str, **options: Any) -> SelectField:
    """Return a drop-down; its choices are set when the form is made."""
    return SelectField(label, coerce=coerce, choices=[], **options)


def pick_many(label: Any, *, coerce: Callable[[str], Any] = str, **options: Any) -> SelectMultipleField:
    """Return a multiple choice; its choices are set when the form is made."""
    return SelectMultipleField(label, coerce=coerce, choices=[], **options)


def choices(pairs: Mapping[Any, Any] | Iterable[tuple[Any, Any]], blank: str | None = None) -> list[SelectChoice]:
    """Return choices from {value: label}; `blank` adds a first one with an empty value."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    first = [SelectChoice(value="", label=blank)] if blank is not None else []
    return first + [SelectChoice(value=value, label=str(label)) for value, label in items]


def optional_int(value: Any) -> int | None:
    """Coerce a drop-down's value to a number; empty gives None."""
    if value in (None, "", "None"):
        return None
    if not re.fullmatch(r"\d{1,9}", str(value)):
        raise ValueError("not a record")
    return int(value)


def filled() -> Callable[[FlaskForm, Field], None]:
    """Return a validator that wants something typed, in one sentence that names the field."""

    def validate(_form: FlaskForm, field: Field) -> None:
        if not field.data or not str(field.data).strip():
            raise ValidationError(_("%(field)s: write something here.", field=field.label.text))

    validate.field_flags = {"required": True}  # type: ignore[attr-defined]
    return validate


def _one_line(value: str | None) -> str:
    return " ".join(clean(value).split())


@dataclass(frozen=True)
class Difference:
    """One field that somebody else saved differently while this form was open."""

    name: str
    label: str
    saved: str
    yours: str

    @property
    def marked(self) -> tuple[Markup, Markup]:
        """Return both as HTML: what only the saved one has is marked as deleted, what only yours has as inserted."""
        return marked_apart(around(word_diff(self.saved, self.yours)))

    @property
    def blanks_only(self) -> bool:
        """Tell whether both have the same words and signs, with other blanks."""
        return bool(self.saved and self.yours) and not changed(word_diff(self.saved, self.yours))


def differences(yours: BaseForm, saved: BaseForm) -> list[Difference]:
    """Compare the words in the form with the record as it is now, field by field, as readable text."""
    found = []
    for name, field in yours._fields.items():
        other = saved._fields.get(name)
        if name in NOT_VALUES or other is None:
            continue
        before, after = field_text(other), field_text(field)
        if before != after:
            found.append(Difference(name, str(field.label.text), before, after))
    return found


def field_text(field: Field) -> str:
    """Return a field's value as its reader sees it: labels instead of codes."""
    if isinstance(field, FieldList):
        rows = (", ".join(filter(None, (field_text(part) for part in row.form))) for row in field.entries)
        return "\n".join(filter(None, rows))
    data = field.data
    labels = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    if isinstance(data, list | tuple | set):
        return ", ".join(sorted(labels.get(str(item), str(item)) for item in data))
    if isinstance(data, bool):
        return str(_("yes") if data else _("no"))
    return str(labels.get(str(data), data)) if data not in (None, "") else ""
