"""What a column may hold of a client, and the words that people write for what is chosen from a list."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.queries import consultants, people_by_id
from crm.clients import custom
from crm.clients.forms.client import ACCESS_LABELS, STATUS_LABELS
from crm.clients.forms.own import LONGEST_TAG, PREFIX
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.core.importing import ImportField, words_of
from crm.reference import queries as reference
from crm.reference.models import CustomField, Sector

_STATUS: Final = {
    "prospect": ("prospect", "prospecto", "prospecta", "lead", "potential"),
    "active": ("active", "activo", "activa", "customer", "cliente"),
    "dormant": ("dormant", "inactive", "inactivo", "inactiva", "en pausa", "dormido"),
    "former": ("former", "former customer", "anterior", "excliente", "ex cliente", "baja"),
}
_ACCESS: Final = {
    "firm": ("firm", "the whole firm", "everybody", "public", "toda la firma", "firma", "todos"),
    "team": ("team", "team only", "private", "solo el equipo", "sólo el equipo", "equipo"),
}
_LANGUAGES: Final = {
    "en": ("en", "english", "ingles", "inglés"),
    "es": ("es", "spanish", "espanol", "español", "castellano"),
}
_COUNTRY_NAMES: Final = {
    "MX": ("mex", "mexico", "méxico", "republica mexicana", "estados unidos mexicanos"),
    "US": ("us", "usa", "u.s.", "u.s.a.", "eua", "e.u.a.", "ee.uu.", "eeuu", "united states of america",
           "estados unidos de america", "estados unidos"),
}  # fmt: skip


def fields() -> list[ImportField]:
    """Return the fields in the order in which they are offered; the firm's own come last."""
    return [*_RECORD, *_LISTS, *(_own(field) for field in custom.fields())]


def _fixed(words: Mapping[str, Iterable[str]]) -> Callable[[], Mapping[str, Any]]:
    return lambda: words_of((value, each) for value, names in words.items() for each in (value, *names))


def _countries() -> Mapping[str, Any]:
    rows = reference.countries()
    titles = ((row.code, word) for row in rows for word in (row.code, row.title_en, row.title_es))
    return words_of([*titles, *((code, word) for code, names in _COUNTRY_NAMES.items() for word in names)])


def _states() -> Mapping[str, Any]:
    """Return states by ISO code, by its end (SON, AZ) and by title: no two of both countries are the same."""
    rows = reference.states()
    return words_of((row.code, word) for row in rows for word in (row.code, row.code[3:], row.title_en, row.title_es))


def sector_words() -> Mapping[str, Any]:
    """Return what people write for a sector, in either language, and its id."""
    rows = reference.sectors_by_id().values()
    return words_of((row.id, word) for row in rows for word in (row.title_en, row.title_es, row.code))


def chapter_words() -> Mapping[str, Any]:
    """Return what people write for an HS chapter, in either language, and its code."""
    found = []
    for row in reference.chapters():
        words = (row.title_en, row.title_es, row.short_en, row.short_es)
        code = {row.code, row.code.removeprefix("0")}
        found += [(row.code, word) for word in (*code, *words, *(f"{row.code} {word}" for word in words))]
    return words_of(found)


def _ports() -> Mapping[str, Any]:
    rows = reference.ports()
    return words_of(
        (row.id, word) for row in rows for word in (row.label, row.name, row.code, f"{row.label} ({row.code})")
    )


def _people() -> Mapping[str, Any]:
    """Return active accounts by e-mail and by name; two of one name are told apart by their e-mail only."""
    return words_of((user.id, word) for user in consultants() for word in (user.email, user.name))


def _titled(rows: Callable[[], Iterable[Any]]) -> Callable[[], Mapping[Any, str]]:
    """Return what gives the titles of reference rows by code, or by id where that is what is kept."""
    return lambda: {row.id if isinstance(row, Sector) else row.code: row.title(language()) for row in rows()}


_SECTORS_SHOWN: Final = _titled(lambda: reference.sectors_by_id().values())


def _port_labels() -> Mapping[int, str]:
    return {row.id: row.label for row in reference.ports()}


def _names() -> Mapping[int, str]:
    return {user.id: user.name for user in people_by_id().values()}


def _own(field: CustomField) -> ImportField:
    speaks = language()

    def options() -> Mapping[str, Any]:
        said = (custom.option_titles(field, each) for each in ("en", "es"))
        titles = [(value, title) for each in said for value, title in each.items()]
        return words_of([*titles, *((option["value"], option["value"]) for option in field.options or ())])

    return ImportField(
        f"{PREFIX}{field.code}", field.title(speaks), field.kind,
        maximum=custom.LONGEST_TEXT if field.kind == "text" else 0,
        names=(field.title_en, field.title_es, field.code), choices=options if field.kind == "choice" else None,
        shown=(lambda: custom.option_titles(field, speaks)) if field.kind == "choice" else None,
    )  # fmt: skip


_RECORD: Final = (
    ImportField("name", _l("Name"), required=True, maximum=200, names=(
        "name", "client", "client name", "company", "company name", "account name", "business name", "nombre",
        "cliente", "empresa", "nombre de la empresa", "nombre comercial", "nombre del cliente")),
    ImportField("legal_name", _l("Legal name"), maximum=200, names=(
        "legal name", "registered name", "razon social", "denominacion social", "nombre legal")),
    ImportField("business", _l("Business"), maximum=200, names=(
        "business", "what it does", "line of business", "giro", "actividad", "descripcion")),
    ImportField("status", _l("Status"), "choice", choices=_fixed(_STATUS), shown=lambda: STATUS_LABELS, names=(
        "status", "stage", "lifecycle stage", "estatus", "situacion", "etapa")),
    ImportField("country", _l("Country"), "choice", choices=_countries,
                shown=_titled(reference.countries), names=("country", "pais", "country/region"),
                help=_l("Where empty: the country of the state; else Mexico, as in the form.")),
    ImportField("state", _l("State"), "choice", choices=_states, shown=_titled(reference.states), names=(
        "state", "state/province", "state/region", "province", "estado", "entidad", "entidad federativa")),
    ImportField("city", _l("City"), maximum=120, names=(
        "city", "town", "ciudad", "municipio", "localidad", "poblacion")),
    ImportField("tax_id", _l("Tax ID"), maximum=40, names=(
        "tax id", "tax number", "ein", "rfc", "r.f.c.", "registro federal de contribuyentes", "id fiscal")),
    ImportField("phone", _l("Phone"), "phone", names=(
        "phone", "phone number", "telephone", "tel", "telefono", "teléfono", "numero de telefono")),
    ImportField("website", _l("Website"), "web", maximum=200, names=(
        "website", "web", "url", "site", "company domain name", "sitio web", "pagina web", "dominio")),
    ImportField("account_lead", _l("Account lead"), "choice", choices=_people, shown=_names, names=(
        "account lead", "account owner", "company owner", "owner", "responsable", "responsable de cuenta", "ejecutivo",
        "propietario"), help=_l("By e-mail or by name.")),
    ImportField("access", _l("Who may see it"), "choice", choices=_fixed(_ACCESS), shown=lambda: ACCESS_LABELS, names=(
        "who may see it", "access", "visibility", "acceso", "quien puede verlo", "visibilidad")),
    ImportField("report_language", _l("Report language"), "choice", choices=_fixed(_LANGUAGES),
                shown=lambda: LANGUAGE_LABELS, names=(
        "report language", "language", "idioma", "idioma de los informes")),
    ImportField("parent", _l("Parent"), maximum=200, names=(
        "parent", "parent account", "parent company", "matriz", "empresa matriz", "grupo", "corporativo"),
        help=_l("By its name: it must be among the clients already.")),
)  # fmt: skip
_LISTS: Final = (
    ImportField("primary_sector", _l("Primary sector"), "choice", choices=sector_words, shown=_SECTORS_SHOWN, names=(
        "primary sector", "main sector", "industry", "sector", "sector principal", "industria")),
    ImportField("sectors", _l("Sectors"), "choice", many=True, choices=sector_words,
                shown=_SECTORS_SHOWN, names=("sectors", "sectores")),
    ImportField("northbound", _l("HS chapters traded northbound (Mexico to US)"), "choice", many=True,
                choices=chapter_words, shown=_titled(reference.chapters),
                names=("hs chapters northbound", "northbound", "capitulos hacia el norte")),
    ImportField("southbound", _l("HS chapters traded southbound (US to Mexico)"), "choice", many=True,
                choices=chapter_words, shown=_titled(reference.chapters),
                names=("hs chapters southbound", "southbound", "capitulos hacia el sur")),
    ImportField("ports", _l("Ports of entry"), "choice", many=True, choices=_ports, shown=_port_labels, names=(
        "ports", "ports of entry", "port of entry", "puertos", "puertos fronterizos", "cruces", "aduanas")),
    ImportField("partner_states", _l("Partner states"), "choice", many=True, choices=_states,
                shown=_titled(reference.states), names=(
        "partner states", "estados socios", "estados de origen o destino")),
    ImportField("team", _l("Team"), "choice", many=True, choices=_people, shown=_names, names=("team", "equipo"),
                help=_l("By e-mail or by name.")),
    ImportField("tags", _l("Tags"), many=True, maximum=LONGEST_TAG, names=("tags", "tag", "labels", "etiquetas")),
)  # fmt: skip
