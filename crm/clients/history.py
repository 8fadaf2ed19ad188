"""The trail of a client in words: its form's labels, titles and names instead of ids."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts import queries as accounts
from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.clients import history_depth
from crm.clients.forms.client import ACCESS_LABELS, STATUS_LABELS, ClientForm
from crm.core.dates import instant, long_date
from crm.core.feature import registry
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.core.phones import phone_text
from crm.files.queries import names_of as file_names
from crm.people.queries import names_of
from crm.reference import queries as reference

DIRECTIONS: Final = {
    "northbound": _l("northbound"), "southbound": _l("southbound"), "both": _l("both directions"),
    "primary": _l("primary"), "pinned": _l("pinned"), "muted": _l("left out"),
}  # fmt: skip


def labels() -> dict[str, Any]:
    """Return the label of each field of a client's trail."""
    fields = {name: getattr(ClientForm, name) for name in dir(ClientForm)}
    form = {name: field.args[0] for name, field in fields.items() if hasattr(field, "field_class") and field.args}
    return form | history_depth.LABELS | {
        "chapters": _l("HS chapters"), "archived_at": _l("Archived"), "barriers": _l("Information barrier"),
        "people": _l("People"), "files": _l("Files"), "archived_file": _l("Archived file"),
        "indicators": _l("Indicators"),
    }  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a client's values into words for a reader; each asks at most one query."""
    speaks, zone = language(), user.time_zone
    return {
        "status": _from(STATUS_LABELS),
        "access": _from(ACCESS_LABELS),
        "report_language": _from(LANGUAGE_LABELS),
        "phone": lambda values: {value: phone_text(value) for value in values},
        "archived_at": lambda values: {v: instant(datetime.fromisoformat(v), zone, speaks) for v in values},
        "country": lambda _values: {row.code: row.title(speaks) for row in reference.countries()},
        "state": lambda _values: {row.code: row.title(speaks) for row in reference.states()},
        "account_lead_id": _people,
        "team": _people,
        "barriers": _detailed(_people_by_text),
        "files": file_names,
        "archived_file": file_names,
        "people": lambda values: _persons(user, values),
        "sectors": _detailed(lambda: {str(n.sector.id): n.sector.title(speaks) for n in _flat_sectors()}),
        "chapters": _detailed(
            lambda: {row.code: f"{_('HS %(code)s', code=row.code)} {row.short(speaks)}" for row in reference.chapters()}
        ),
        "indicators": _series,
        "ports": lambda _values: {row.id: row.label for row in reference.ports()},
    } | history_depth.resolvers(user)


def _from(known: Mapping[str, Any]) -> Resolver:
    return lambda _values: {value: str(label) for value, label in known.items()}


def _detailed(titles: Callable[[], Mapping[str, str]]) -> Resolver:
    """Return a resolver of values with a detail: '12 primary' gives 'Fresh fruit (primary)'."""

    def words(values: Sequence[Any]) -> Mapping[Any, str]:
        known, told = titles(), {}
        for value in values:
            key, _blank, detail = str(value).partition(" ")
            told[value] = known.get(key, key)
            if detail:
                told[value] = _("%(what)s (%(detail)s)", what=told[value], detail=DIRECTIONS.get(detail, detail))
        return told

    return words


def _series(values: Sequence[Any]) -> Mapping[Any, str]:
    """Tell 'crossings-2604-trucks pinned' by the title of the series."""
    keys = [str(value).partition(" ")[0] for value in values]
    return _detailed(lambda: registry().ask("series.titles", keys) or {})(values)


def _flat_sectors() -> Iterable[reference.SectorNode]:
    return (node for top in reference.sector_tree() for node in top.flat())


def _people(_values: Sequence[Any]) -> Mapping[Any, str]:
    return {user.id: user.name for user in accounts.consultants(active_only=False)}


def _people_by_text() -> Mapping[str, str]:
    return {str(key): name for key, name in _people(()).items()}


def _persons(user: User, values: Sequence[Any]) -> Mapping[Any, str]:
    """Tell '12 Gerente 2019-01-01' as 'Luz Mora (Gerente, 2019-01-01)': title and days of a role."""
    parts = {value: str(value).partition(" ") for value in values}
    names = names_of(user, [int(number) for number, _blank, _rest in parts.values() if number.isdecimal()])
    told = {}
    for value, (number, _blank, rest) in parts.items():
        name = names.get(int(number), "—") if number.isdecimal() else number
        told[value] = _("%(what)s (%(detail)s)", what=name, detail=_dated(rest)) if rest else name
    return told


def _dated(text: str) -> str:
    """Return a text with its ISO days as people write them."""
    return re.sub(r"\d{4}-\d{2}-\d{2}", lambda m: long_date(date.fromisoformat(m[0]), language()), text)
