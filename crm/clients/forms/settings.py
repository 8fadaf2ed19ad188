"""Judges what was typed in Settings about the firm's own fields and tags."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.clients.labels import FIELD_KINDS
from crm.core.forms import BaseForm, choices, line, pick
from crm.core.text import fold
from crm.reference.models import CustomField, Tag

MOST_OPTIONS: Final = 40


class TagForm(BaseForm):
    """The word of a tag."""

    name = line(_l("Name"), maximum=60, required=True)

    def __init__(self, tag: Tag | None = None, **kwargs: Any) -> None:
        super().__init__(obj=tag, **kwargs)

    def validate_name(self, field: Any) -> None:
        """Refuse the signs that stand between tags."""
        if set(field.data) & set(",;") or not fold(field.data):
            raise ValidationError(_("A tag is one word or a few, without commas."))


class OptionForm(Form):  # type: ignore[misc]
    """One option of a choice; `value` is what is kept of it, empty for a new one."""

    value = HiddenField()
    en = line(_l("Option in English"), maximum=80)
    es = line(_l("Option in Spanish"), maximum=80)


class FieldForm(BaseForm):
    """One of the firm's own fields; its kind is chosen once."""

    title_en = line(_l("Title in English"), maximum=120, required=True)
    title_es = line(_l("Title in Spanish"), maximum=120, required=True)
    kind = pick(_l("Kind"), default="text")
    unit = line(_l("Unit"), maximum=20)
    position = IntegerField(
        _l("Order"), [Optional(), NumberRange(0, 9999, message=_l("Write a number from 0 to 9999."))], default=0
    )
    options = FieldList(FormField(OptionForm), _l("Options"), max_entries=MOST_OPTIONS)

    def __init__(self, own: CustomField | None = None, **kwargs: Any) -> None:
        if own is not None:
            kwargs["data"] = field_data(own)
        super().__init__(**kwargs)
        self.known = own
        self.kind.choices = choices(FIELD_KINDS)
        if own is not None:
            del self.kind
            if own.kind != "number":
                del self.unit
            if own.kind != "choice":
                del self.options
        if "options" in self and not self.is_submitted() and len(self.options) < MOST_OPTIONS:
            self.options.append_entry()

    @property
    def of_kind(self) -> str:
        """Return the kind that the field has or is to have."""
        return self.known.kind if self.known is not None else str(self.kind.data)

    def validate_options(self, field: FieldList) -> None:
        """Want an option at least, each in both languages, none twice."""
        rows = [row for row in field.data if row["en"] or row["es"]]
        if self.of_kind != "choice":
            return
        if not rows:
            raise ValidationError(_("Write one option at least."))
        if any(not row["en"] or not row["es"] for row in rows):
            raise ValidationError(_("Write each option in both languages."))
        if any(len({fold(row[tongue]) for row in rows}) < len(rows) for tongue in ("en", "es")):
            raise ValidationError(_("Two options have the same words."))

    def values(self) -> dict[str, Any]:
        """Return the titles, unit, order and kind; of a choice its options in order, empty rows left out."""
        typed = super().values()
        rows = [row for row in typed.pop("options", None) or () if row["en"] or row["es"]]
        kind = self.of_kind
        return typed | {
            "position": typed["position"] or 0,
            "unit": (typed.get("unit") or "") if kind == "number" else "",
            "options": [{name: row[name] or "" for name in ("value", "en", "es")} for row in rows]
            if kind == "choice" else [],
        }  # fmt: skip


def field_data(own: CustomField) -> dict[str, Any]:
    """Return what the form shows of a field."""
    names = ("title_en", "title_es", "kind", "unit", "position", "version")
    return {name: getattr(own, name) for name in names} | {"options": [dict(row) for row in own.options or ()]}
