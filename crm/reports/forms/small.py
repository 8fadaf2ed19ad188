"""Judges the small forms of a report: sent back, defined, handed to people."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField
from wtforms.validators import ValidationError

from crm.core.forms import BaseForm, choices, line, paragraph, pick, pick_many
from crm.core.i18n import language
from crm.reports.build.period import presets
from crm.reports.forms.new import PRESETS, SINCE, SINCE_LABEL
from crm.reports.labels import WAYS


class SendBackForm(BaseForm):
    """Why a version goes back."""

    reason = line(_l("What is to be changed"), maximum=500, required=True)


class DefinitionForm(BaseForm):
    """A name, the period counted from the day it is made, and whether it is made by itself."""

    name = line(_l("Name of the definition"), maximum=120, required=True)
    period = pick(_l("Period"), default="last-quarter")
    scheduled = BooleanField(_l("Make a draft on the first business day of each quarter"))

    def __init__(self, today: date, *, about: str, **options: Any) -> None:
        super().__init__(**options)
        named = {key: f"{PRESETS[key]}: {period.name(language())}" for key, period in presets(today).items()}
        self.period.choices = choices({**named, **({SINCE: SINCE_LABEL} if about == "client" else {})})


#: A letter's words beside the report.
_WORDS: Final = 4000


class SendForm(BaseForm):
    """To whom a version goes, how, with which words."""

    people = pick_many(lazy_pgettext("addressees", "To"), coerce=str)
    way = pick(_l("How"), default="link")
    words = paragraph(_l("Words of the message"), maximum=_WORDS, rows=6)

    def __init__(self, people: Sequence[tuple[str, str]], *, files: bool, **options: Any) -> None:
        """Offer the people who can be written to, by id and what is said of them."""
        super().__init__(**options)
        self.people.choices = choices(people)
        self.way.choices = choices({way: label for way, label in WAYS.items() if way == "link" or files})

    def validate_people(self, field: Any) -> None:
        """Want somebody."""
        if not field.data:
            raise ValidationError(_("Choose at least one person."))
