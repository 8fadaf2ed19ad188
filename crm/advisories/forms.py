"""Judges what was typed about an advisory."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from crm.advisories.labels import RULES
from crm.advisories.rules import MOST
from crm.clients.forms.picker import ClientsField
from crm.clients.options import sectors
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick
from crm.core.i18n import LANGUAGES, language


class WordsForm(BaseForm):
    """One text with its title, in one language or both."""

    title_en = line(_l("Title in English"), maximum=200)
    body_en = paragraph(_l("Text in English"), maximum=8000, rows=12)
    title_es = line(_l("Title in Spanish"), maximum=200)
    body_es = paragraph(_l("Text in Spanish"), maximum=8000, rows=12)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want a title in one language at least: a draft may lack the rest."""
        sound = super().validate(extra_validators)
        if sound and not any(self[f"title_{code}"].data for code in LANGUAGES):
            self.title_en.errors = [_("Give it a title in one of the two languages.")]
            return False
        return sound

    def words(self) -> dict[str, str]:
        """Return the texts as the actions take them."""
        return {f"{part}_{code}": self[f"{part}_{code}"].data or "" for part in ("title", "body") for code in LANGUAGES}


class ClientsForm(BaseForm):
    """Clients chosen by a rule, by hand, or both."""

    rule = pick(_l("Clients by rule"), default="none")
    sector_id = pick(_l("Sector"), coerce=optional_int)
    clients = ClientsField(_l("Clients"), required=False, maximum=MOST)

    def __init__(self, begun: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        offered = ("none", *begun, "sector")
        self.rule.choices = choices({code: RULES[code] for code in offered})
        self.sector_id.choices = [*choices((), blank="—"), *sectors(language())]

    def validate_sector_id(self, field: Any) -> None:
        """Ask for the sector where the rule is one."""
        if self.rule.data == "sector" and field.data is None:
            raise ValidationError(_("Choose the sector."))


class NewForm(WordsForm, ClientsForm):
    """A new advisory: its texts and its first clients."""


class SendBackForm(BaseForm):
    """A word why it goes back."""

    reason = line(_l("What is to be changed"), maximum=500, required=True)
