"""Judges what was chosen at each step of an import."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, ValidationError

from crm.core.forms import BaseForm, choices, pick
from crm.core.importing import ImportField, ImportKind
from crm.imports.matching import presets
from crm.imports.settings import EXISTING, PHONE_COUNTRIES, UPDATE, Choices
from crm.imports.tables.encodings import ENCODINGS
from crm.imports.tables.shapes import Look, Settings

#: How a form calls the signs between cells.
SIGN_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "none"}
SIGN_LABELS: Final = {
    "comma": _l("Comma ,"), "semicolon": _l("Semicolon ;"), "tab": _l("Tab"), "bar": _l("Bar |"),
    "none": _l("None: one column"),
}  # fmt: skip
_MOST_HEADING: Final = 1000


class StartForm(BaseForm):
    """A file, what it holds and where it comes from."""

    kind = pick(_l("What it holds"))
    preset = pick(_l("Where it comes from"))
    file = FileField(_l("File"), render_kw={"accept": ".csv,.txt,.tsv,.xlsx", "required": True})

    def __init__(self, kinds: Mapping[str, ImportKind], **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = [SelectChoice(value=name, label=str(kind.label)) for name, kind in kinds.items()]
        named = {name: preset.title for name, preset in presets().items()}
        self.preset.choices = choices(named, blank=_("Somewhere else"))

    def validate_file(self, field: FileField) -> None:
        """Want a file."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file first."))


class ReadingForm(BaseForm):
    """How a file is read: of a text its encoding and the sign between cells, of a workbook its sheet; the heading."""

    encoding = pick(_l("Encoding"))
    sign = pick(_l("Between cells"))
    sheet = pick(_l("Sheet"), coerce=int)
    heading = IntegerField(_l("Row with the headings"), [NumberRange(1, _MOST_HEADING)])

    def __init__(self, look: Look, chosen: Settings | None) -> None:
        """Take what was found; without `chosen` only what is sure is chosen already."""
        data = _as_form(look, chosen or look.settings)
        if chosen is None:
            data |= {} if look.encoding_sure else {"encoding": None}
            data |= {} if look.delimiter_sure else {"sign": None}
        super().__init__(data=data)
        seen = [(number, sheet) for number, sheet in enumerate(look.sheets) if sheet.rows and not sheet.hidden]
        if look.sheets:
            del self.encoding, self.sign
            self.sheet.choices = choices((number, sheet.name) for number, sheet in seen)
        else:
            del self.sheet
            self.encoding.choices = choices((each.name, ENCODINGS[each.name].label) for each in look.encodings)
            names = [sign_name(each.sign) for each in look.delimiters]
            self.sign.choices = choices((name, SIGN_LABELS.get(name, name)) for name in names)

    def settings(self, look: Look) -> Settings:
        """Return the choice."""
        if look.sheets:
            return Settings(sheet=self.sheet.data, heading=self.heading.data)
        signs = {sign_name(each.sign): each.sign for each in look.delimiters}
        return Settings(self.encoding.data, signs[self.sign.data], 0, self.heading.data, look.error_file)

    def validate_encoding(self, field: SelectField) -> None:
        """Want a choice where the file does not tell."""
        _want_choice(field)

    def validate_sign(self, field: SelectField) -> None:
        """Want a choice where the file does not tell."""
        _want_choice(field)


def _want_choice(field: SelectField) -> None:
    if field.data in (None, "", "None"):
        raise ValidationError(_("Choose one: the file does not tell."))


def sign_name(sign: str) -> str:
    """Return how a form calls a sign."""
    return SIGN_NAMES.get(sign, sign)


def _as_form(look: Look, settings: Settings) -> dict[str, Any]:
    names = {"encoding": settings.encoding, "sign": sign_name(settings.delimiter)}
    return {"sheet": settings.sheet, "heading": settings.heading, **({} if look.sheets else names)}


@dataclass(frozen=True, slots=True)
class Columns:
    """What was chosen of the columns, and what is wrong with it in sentences."""

    mapping: dict[str, int]
    choices: Choices
    problems: Sequence[str]


def read_columns(form: Mapping[str, str], fields: Sequence[ImportField], width: int, before: Choices) -> Columns:
    """Return what the form of columns says: `column-3` is the field of the fourth column."""
    labels = {field.key: field.label for field in fields}
    mapping: dict[str, int] = {}
    problems = []
    for place in range(width):
        key = form.get(f"column-{place}", "")
        if key in mapping:
            problems.append(_("%(field)s is chosen for more than one column.", field=labels[key]))
        elif key in labels:
            mapping[key] = place
    missing = [field.label for field in fields if field.required and field.key not in mapping]
    problems += [_("Choose the column for “%(field)s”.", field=label) for label in missing]
    existing, country = form.get("existing", ""), form.get("phone_country", "")
    chosen = replace(
        before,
        existing=existing if existing in EXISTING else UPDATE,
        decimals=_answers(form, "decimal-"),
        orders=_answers(form, "order-"),
        phone_country=country if country in PHONE_COUNTRIES else "",
    )
    return Columns(mapping, chosen, problems)


def _answers(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    named = ((name.removeprefix(prefix), value) for name, value in form.items() if name.startswith(prefix))
    return {name: value for name, value in named if re.fullmatch(r"[.,]|[dmy]{3}", value)}
