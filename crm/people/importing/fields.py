"""The columns of a file of people, and what they say together."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.importing import ImportField, ImportRow
from crm.core.spellings import spellings
from crm.people.forms import MOST_ROWS
from crm.people.labels import LANGUAGES, PREFERRED
from crm.people.names import split_name

FULL_NAME_HELP: Final = _l(
    "Split as in Spanish: the last two words are surnames; “Surnames, Given names” says it for sure. A row whose name "
    "can't be split for sure is left out and says so."
)
ADDED_HELP: Final = _l("Several with ; between them. What is on record already stays.")
#: In the order in which they are listed.
FIELDS: Final = (
    ImportField("full_name", _l("Whole name"), maximum=300, help=FULL_NAME_HELP, names=(
        "name", "full name", "contact", "contact name", "nombre completo", "contacto", "nombre y apellidos")),
    ImportField("honorific", _l("Title"), maximum=20, names=("salutation", "prefix", "tratamiento", "prefijo")),
    ImportField("given_name", _l("Given name"), maximum=100, names=("first name", "nombre", "nombres", "nombre(s)")),
    ImportField("surname", _l("Surname"), maximum=100, names=(
        "last name", "family name", "apellido", "apellidos", "apellido paterno", "primer apellido")),
    ImportField("second_surname", _l("Second surname"), maximum=100, names=("apellido materno", "segundo apellido")),
    ImportField("language", _l("Language"), "choice", names=("idioma",),
                shown=lambda: LANGUAGES, choices=lambda: spellings(
        LANGUAGES, {"español": "es", "castellano": "es", "inglés": "en", "eng": "en", "spa": "es", "esp": "es"})),
    ImportField("phones", _l("Phones"), "phone", many=True, help=ADDED_HELP, names=(
        "phone", "phone number", "mobile", "mobile phone", "cell", "teléfono", "celular", "móvil", "tel")),
    ImportField("whatsapp", _l("WhatsApp"), "yes_no", help=_l("Of the first phone number in the row.")),
    ImportField("emails", _l("E-mail"), "email", many=True, help=ADDED_HELP, names=(
        "email", "email address", "e-mail address", "correo", "correo electrónico")),
    ImportField("preferred_channel", _l("Preferred channel"), "choice", names=("canal preferido",),
                shown=lambda: PREFERRED,
                choices=lambda: spellings(PREFERRED, {"correo": "email", "mail": "email", "teléfono": "phone"})),
    ImportField("do_not_contact", _l("Do not contact"), "yes_no", names=("opt out", "email opt out", "no contactar"),
                help=_l("A file can say so, not take it back.")),
    ImportField("consent_source", _l("Where the data came from"), maximum=200, names=(
        "source", "lead source", "origen", "fuente", "origen de los datos")),
    ImportField("consent_on", _l("Agreed on"), "date", names=("consent date", "fecha de consentimiento")),
    ImportField("privacy_notice_on", _l("Privacy notice given on"), "date", names=(
        "privacy notice", "aviso de privacidad", "fecha del aviso de privacidad")),
    ImportField("notes", _l("Notes"), "long", maximum=20_000, names=(
        "comments", "description", "notas", "comentarios")),
)  # fmt: skip


def settle(rows: Sequence[ImportRow]) -> None:
    """Put the parts of names in their places, and phones in the form of `present`: [number, kind, on WhatsApp]."""
    for row in rows:
        _settle_name(row)
        values = row.values
        whatsapp = values.pop("whatsapp", None)
        for key in ("phones", "emails"):
            if key in values:
                values[key] = list(dict.fromkeys(values[key]))
                if len(values[key]) > MOST_ROWS:
                    row.problems.append(_("At most %(number)s phones and e-mails each.", number=MOST_ROWS))
        if "phones" in values:
            values["phones"] = [
                [number, "mobile", bool(whatsapp) and at == 0] for at, number in enumerate(values["phones"])
            ]


def _settle_name(row: ImportRow) -> None:
    values: dict[str, Any] = row.values
    whole = values.pop("full_name", "")
    if any(values.get(part) for part in ("given_name", "surname", "second_surname")):
        if not values.get("given_name"):
            row.problems.append(_("The given name is missing."))
        return
    if not whole:
        row.problems.append(_("A name is missing."))
        return
    parts = split_name(whole, values.get("language", ""))
    if parts is None:
        row.problems.append(
            _("Which words of “%(name)s” are surnames? Write it as “Surnames, Given names”.", name=whole)
        )
        return
    found = {"given_name": parts.given_name, "surname": parts.surname, "second_surname": parts.second_surname}
    if max(map(len, found.values())) > 100:  # noqa: PLR2004 - the column's width
        row.problems.append(_("The name is too long."))
        return
    values.update({key: text for key, text in found.items() if text})
    if parts.honorific:
        values.setdefault("honorific", parts.honorific)
