"""The columns of a file of institutions, and what they say together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import language
from crm.core.importing import ImportField, ImportRow
from crm.core.spellings import spellings
from crm.core.text import fold
from crm.institutions.labels import GIFT_RULES, HOLIDAYS, KINDS, LEVELS, MEETING_RULES
from crm.institutions.naming import institutions_named
from crm.reference.queries import countries, states, states_by_code

#: Where a file does not say the level.
LEVEL_OF: Final = {
    "state_body": "state", "municipal": "municipal", "binational": "binational", "chamber": "private",
    "other": "private",
}  # fmt: skip
_KIND_WORDS: Final = {
    "secretaría": "ministry", "dependencia": "ministry", "department": "ministry", "organismo": "agency",
    "agencia": "agency", "órgano desconcentrado": "agency",
    "consulado general": "consulate", "consulate general": "consulate", "aduana": "port", "garita": "port",
    "port of entry": "port", "cámara": "chamber", "asociación": "chamber", "association": "chamber",
}  # fmt: skip


def _countries() -> Mapping[str, str]:
    words = {"usa": "US", "eeuu": "US", "ee. uu.": "US", "ee.uu.": "US", "estados unidos de américa": "US",
             "united states of america": "US", "méxico": "MX", "mex": "MX"}  # fmt: skip
    rows = countries()
    titles = {fold(title): row.code for row in rows for title in (row.code, row.title_en, row.title_es)}
    return {fold(word): code for word, code in words.items()} | titles


def _states() -> Mapping[str, str]:
    rows = states()
    found = {fold(title): row.code for row in rows for title in (row.code, row.title_en, row.title_es)}
    return {fold(row.code.partition("-")[2]): row.code for row in rows} | found


def _titles(rows: Iterable[Any]) -> Mapping[str, str]:
    return {row.code: row.title(language()) for row in rows}


FIELDS: Final = (
    ImportField("name", _l("Name"), maximum=200, names=("institution", "institución", "dependencia", "nombre"),
                help=_l("For both languages, where a file has one name only.")),
    ImportField("name_en", _l("Name in English"), maximum=200, names=("english name", "nombre en inglés")),
    ImportField("name_es", _l("Name in Spanish"), maximum=200, names=("spanish name", "nombre en español")),
    ImportField("short", _l("Short name"), maximum=40, names=("acronym", "abbreviation", "siglas", "nombre corto")),
    ImportField("kind", _l("Kind"), "choice",
                shown=lambda: KINDS, choices=lambda: spellings(KINDS, _KIND_WORDS), names=("type", "tipo"),
                help=_l("Where there is none: other.")),
    ImportField("level", _l("Level"), "choice",
                shown=lambda: LEVELS, choices=lambda: spellings(LEVELS, {"estatal": "state"}),
                names=("nivel", "orden de gobierno"), help=_l("Where there is none it follows from the kind.")),
    ImportField("country", _l("Country"), "choice", choices=_countries,
                shown=lambda: _titles(countries()), names=("país",)),
    ImportField("state", _l("State where it sits"), "choice", choices=_states,
                shown=lambda: _titles(states()), names=("state", "estado", "entidad")),
    ImportField("city", _l("City"), maximum=120, names=("ciudad", "municipio")),
    ImportField("parent", _l("Part of"), maximum=200, names=("parent", "parent institution", "depende de"),
                help=_l("Name or short name of an institution on record.")),
    ImportField("gift_rule", _l("Gifts"), "choice",
                shown=lambda: GIFT_RULES, choices=lambda: spellings(GIFT_RULES), names=("obsequios",)),
    ImportField("meeting_rule", _l("How a meeting is asked for"), "choice",
                shown=lambda: MEETING_RULES, choices=lambda: spellings(MEETING_RULES)),
    ImportField("holidays", _l("Closed on"), "choice", shown=lambda: HOLIDAYS, choices=lambda: spellings(HOLIDAYS)),
    ImportField("phone", _l("Phone"), "phone", names=("telephone", "teléfono")),
    ImportField("email", _l("E-mail"), "email", names=("email", "correo", "correo electrónico")),
    ImportField("website", _l("Website"), "web", maximum=200, names=("web", "url", "sitio web", "página web")),
    ImportField("address", _l("Address"), "long", maximum=400, names=("dirección", "domicilio")),
    ImportField("notes", _l("Notes"), "long", maximum=20_000, names=("comments", "notas", "comentarios")),
)  # fmt: skip


def settle(_user: User, rows: Sequence[ImportRow]) -> None:
    """Give every row both names, a country by its state, and its parent's id."""
    found = institutions_named({row.values["parent"] for row in rows if "parent" in row.values})
    country_of = {code: state.country for code, state in states_by_code().items()}
    for row in rows:
        _settle_names(row)
        _settle_place(row, country_of)
        if "parent" in row.values:
            _settle_parent(row, found)


def _settle_names(row: ImportRow) -> None:
    """Where a file has one name, it is kept as `name` beside the two: what is on record then keeps its own."""
    values: dict[str, Any] = row.values
    one = values.pop("name", "")
    given = values.get("name_en") or values.get("name_es") or one
    if not given:
        row.problems.append(_("A name is missing."))
        return
    if "name_en" not in values or "name_es" not in values:
        values["name"] = given


def _settle_place(row: ImportRow, country_of: Mapping[str, str]) -> None:
    state, country = row.values.get("state"), row.values.get("country")
    if state is None:
        return
    if country is None:
        row.values["country"] = country_of[state]
    elif country != country_of[state]:
        row.problems.append(_("This state lies in another country."))


def _settle_parent(row: ImportRow, found: Mapping[str, list[int]]) -> None:
    text = row.values.pop("parent")
    ids = found[text]
    if len(ids) == 1:
        row.values["parent"] = ids[0]
    elif ids:
        row.problems.append(_("Several institutions are called %(name)s.", name=text))
    else:
        row.problems.append(_("There is no institution of this name: %(name)s", name=text))
