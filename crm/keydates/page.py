"""What the page, the strip and the table say of key dates: weeks, names of clients, words for days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.accounts.models import User
from crm.clients.queries import own_clients
from crm.core.dates import day_month, long_date, skeleton, today_in, weekday_month
from crm.core.i18n import language
from crm.core.money import number
from crm.core.offers import KeyDate
from crm.keydates import gather, queries
from crm.keydates.gather import Wanted

#: A line names so many of the clients that it touches; the entry's own page has them all.
NAMED: Final = 3
#: Beyond a quarter, weeks are too fine.
WEEKS_UP_TO: Final = 90
COUNTRIES: Final = {"MX": _l("Mexico"), "US": _l("United States")}
#: What asks to be checked says so, and how certain it is.
CHECK: Final = {"A": _l("Check before relying"), "B": _l("Less certain: check before relying")}


@dataclass(frozen=True, slots=True)
class Line:
    """A key date as a line of the page: its days in words, the first clients by name, how many more, follow-ups."""

    entry: KeyDate
    when: str
    #: The same for a chip: 'Dec 8', or 'by Dec 9' of a window that is open.
    short: str
    kind: str
    clients: Sequence[tuple[int, str]]
    others: str
    opened: int
    check: str


def lines(user: User, entries: Sequence[KeyDate], *, opened: bool = True) -> list[Line]:
    """Return entries as lines, in two statements whatever their number."""
    shown = {client for entry in entries for client in entry.client_ids[:NAMED]}
    names = queries.names_of(user, shown)
    counts = queries.opened_counts(user, [entry.entry for entry in entries]) if opened else {}
    said, today = gather.kinds(), today_in(user.time_zone)
    return [
        Line(
            entry, when(entry), short(entry, today), said.get(entry.kind, entry.kind),
            [(client, names[client]) for client in entry.client_ids[:NAMED] if client in names], others(entry),
            counts.get(entry.entry, 0), str(CHECK.get(entry.certainty, "")),
        )
        for entry in entries
    ]  # fmt: skip


def when(entry: KeyDate) -> str:
    """Return 'Fri, May 29', or 'Sat, Dec 5 – Sat, Dec 19' for a window."""
    days = (entry.day, entry.end) if entry.end and entry.end != entry.day else (entry.day,)
    return " – ".join(weekday_month(day, language()) for day in days)


def short(entry: KeyDate, today: date) -> str:
    """Return the day of an entry, or the last one of a window that has begun."""
    if entry.end and entry.day < today:
        return str(_("by %(day)s", day=day_month(entry.end, language())))
    return day_month(entry.day, language())


def others(entry: KeyDate) -> str:
    """Return how many clients an entry touches besides those that its line names: 'and 4 more'."""
    if entry.every:
        return str(_("All clients"))
    rest = len(entry.client_ids) - NAMED
    if entry.more:
        return str(_("and more than %(number)s more", number=number(rest)))
    return str(ngettext("and %(num)s more", "and %(num)s more", rest)) if rest > 0 else ""


def groups(found: Iterable[Line], start: date, days: int) -> list[tuple[str, list[Line]]]:
    """Return lines by week, or by month where the span is long; what began earlier stands in the first."""

    def first(line: Line) -> date:
        day = max(line.entry.day, start)
        return day.replace(day=1) if days > WEEKS_UP_TO else day - timedelta(days=day.weekday())

    return [(_heading(key, start, days), list(each)) for key, each in groupby(found, first)]


def _heading(first: date, start: date, days: int) -> str:
    if days > WEEKS_UP_TO:
        return skeleton(first, "yMMMM", language())
    monday = start - timedelta(days=start.weekday())
    if first == monday:
        return str(_("This week"))
    if first == monday + timedelta(days=7):
        return str(_("Next week"))
    return str(_("Week of %(day)s", day=long_date(first, language())))


def own_ids(user: User) -> list[int]:
    """Return the clients that the reader leads or is on the team of."""
    return [client.id for client in own_clients(user)]


def touched(user: User, entry: KeyDate) -> list[tuple[int, str]]:
    """Return (id, name) of the clients that follow-ups are offered for; of all clients, the reader's own."""
    return queries.first_names(user, own_ids(user) if entry.every else entry.client_ids)


HEADING: Final = (
    "Day", "Until", "Expected", "What", "Kind", "Country", "Clients", "Detail", "Source", "Certainty", "Note",
)  # fmt: skip


def table(user: User, wanted: Wanted) -> list[Sequence[object]]:
    """Return the rows of the file under HEADING, each entry with the names of all visible clients it touches."""
    entries = gather.gather(user, wanted)
    names = queries.names_of(user, {client for entry in entries for client in entry.client_ids})
    said = gather.kinds()
    return [
        (
            e.day, e.end, "yes" if e.expected else "", e.label, said.get(e.kind, e.kind), e.country,
            str(_("All clients")) if e.every else "; ".join(names[each] for each in e.client_ids if each in names),
            e.detail, e.source, e.certainty, str(CHECK.get(e.certainty, "")),
        )
        for e in entries
    ]  # fmt: skip


def filter_values(user: User, wanted: Wanted, client: Mapping[int, str]) -> dict[str, Any]:
    """Return what the filter of the page offers: kinds, countries, spans, the reader's own clients and the chosen."""
    names = dict(queries.first_names(user, own_ids(user)))
    return {
        "kinds": gather.kinds(),
        "countries": COUNTRIES,
        "spans": {days: ngettext("%(num)s day", "%(num)s days", days) for days in gather.SPANS},
        "clients": names | dict(client),
        "client": next(iter(client), 0),
        "wanted": wanted,
    }
