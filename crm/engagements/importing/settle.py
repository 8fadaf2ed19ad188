"""Judges rows of engagements: relations resolved, and what the form would refuse refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.naming import accounts_named
from crm.clients.naming import clients_named, pick_clients
from crm.core.dates import now, to_utc, wall_exists, zone_place
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.engagements.actions import wall_of
from crm.engagements.forms import AHEAD
from crm.engagements.record_forms import DAYS, YEARS
from crm.institutions.naming import institutions_named
from crm.people.naming import people_named
from crm.reference.queries import usmca_by_number

NOON: Final = time(12)
ONE_DAY: Final = timedelta(days=1)
#: As the form's pickers have it.
MOST_LINKS: Final = 20
MOST_MINUTES: Final = 10_080
INSTITUTION_LIMIT: Final = 300


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Put ids (sorted) for names, a wall time and its zone: three or four statements whatever the number of rows."""
    clients = clients_named(user, _texts(rows, "clients"))
    bodies = institutions_named(_texts(rows, "institutions"))
    people = people_named(user, _texts(rows, "persons"))
    chapters = _chapters()
    account = accounts_named()
    for row in rows:
        pick_clients(row, "clients", clients)
        _link(row, "institutions", bodies, "institution", "; ")
        _link(row, "persons", people, "people", "\n")
        _pick_all(row, "consultants", account, _("No consultant has this e-mail address or name: %(name)s"))
        _pick_all(row, "usmca", lambda text: chapters.get(_chapter(text), ()), _("No USMCA chapter: %(name)s"))
        _settle_days(row)
        _settle_start(row, user)
        _judge(row)


def _texts(rows: Sequence[ImportRow], key: str) -> set[str]:
    return {text for row in rows for text in row.values.get(key, ())}


def _link(row: ImportRow, key: str, found: Mapping[str, list[int]], text_key: str, between: str) -> None:
    """Keep ids of those on record; the rest joins the field for what is not, as the form has it."""
    if key not in row.values:
        return
    texts = row.values.pop(key)
    ids = sorted({found[text][0] for text in texts if len(found[text]) == 1})
    rest = [text for text in texts if len(found[text]) != 1]
    if ids:
        row.values[key] = ids
    if rest:
        row.values[text_key] = between.join(filter(None, [row.values.get(text_key, ""), *rest]))


def _pick_all(row: ImportRow, key: str, find: Any, missing: str) -> None:
    if key not in row.values:
        return
    ids = set()
    for text in row.values[key]:
        found = find(text)
        if len(found) == 1:
            ids.add(found[0])
        else:
            row.problems.append(missing % {"name": text})
    row.values[key] = sorted(ids)


def _chapters() -> dict[str, Sequence[int]]:
    known: dict[str, Sequence[int]] = {}
    for number, chapter in usmca_by_number().items():
        known |= {str(number): [number], fold(chapter.title_en): [number], fold(chapter.title_es): [number]}
    return known


def _chapter(text: str) -> str:
    """Return the number of 'Chapter 4', '04', '4 · Rules of Origin'; else the title folded."""
    found = re.match(r"\D{0,12}?0*(\d{1,2})(?!\d)", text)
    return found.group(1) if found else fold(text)


def starts_at(values: Mapping[str, Any]) -> datetime:
    """Return the instant of a settled row; of a requested one that of its request, as its form has it."""
    return to_utc(wall_of(values), values["zone"])


def _settle_days(row: ImportRow) -> None:
    """Sort what a list of choices gave, and refuse mistyped years."""
    for key in ("sectors", "chapters"):
        if key in row.values:
            row.values[key] = sorted(set(row.values[key]))
    for key in DAYS:
        if key in row.values and not YEARS[0] <= row.values[key].year <= YEARS[1]:
            row.problems.append(_("The year must lie between %(first)s and %(last)s.", first=YEARS[0], last=YEARS[1]))


def _settle_start(row: ImportRow, user: User) -> None:
    wall = row.values.get("starts_wall")
    zone = row.values.setdefault("zone", user.time_zone)
    if row.values.get("state") == "requested":
        _settle_request(row, wall)
        return
    if wall is None:
        row.problems.append(_("Give the day and the hour."))
        return
    if not isinstance(wall, datetime):
        wall = datetime.combine(wall, NOON)
    row.values["starts_wall"] = wall.replace(second=0, microsecond=0)
    if not YEARS[0] <= wall.year <= YEARS[1]:
        row.problems.append(_("The year must lie between %(first)s and %(last)s.", first=YEARS[0], last=YEARS[1]))
    elif not wall_exists(row.values["starts_wall"], zone):
        row.problems.append(
            _("This hour does not exist in %(place)s: the clocks go forward then.", place=zone_place(zone))
        )


def _settle_request(row: ImportRow, wall: Any) -> None:
    """A requested engagement has the day on which it was asked for, and no hour."""
    row.values.pop("starts_wall", None)
    if "requested_on" not in row.values and wall is not None:
        row.values["requested_on"] = wall.date() if isinstance(wall, datetime) else wall
    asked = row.values.get("requested_on")
    if asked is None:
        row.problems.append(_("Say on which day it was asked for."))
    elif asked > now().date() + ONE_DAY:
        row.problems.append(_("This day is still to come."))
    elif not YEARS[0] <= asked.year:
        row.problems.append(_("The year must lie between %(first)s and %(last)s.", first=YEARS[0], last=YEARS[1]))


def _judge(row: ImportRow) -> None:
    values = row.values
    state, reason = values.get("state"), values.get("cancel_reason")
    if state == "cancelled" and not reason:
        row.problems.append(_("Say why it was cancelled."))
    if reason and state != "cancelled":
        row.problems.append(_("It says why it was cancelled, but not that it was."))
    if state == "held" and values.get("starts_wall") and not row.problems and starts_at(values) > now() + AHEAD:
        row.problems.append(_("It lies ahead: choose Planned."))
    minutes = values.get("minutes")
    if minutes is not None:
        if minutes != int(minutes) or not 1 <= minutes <= MOST_MINUTES:
            row.problems.append(_("Minutes: a whole number from 1 to 10,080."))
        values["minutes"] = int(minutes)
    if len(values.get("institution", "")) > INSTITUTION_LIMIT:
        row.problems.append(_("The institutions that are not on record take more than 300 characters."))
    for key in ("clients", "institutions", "persons"):
        if len(values.get(key, ())) > MOST_LINKS:
            row.problems.append(_("At most %(number)s clients, institutions and people each.", number=MOST_LINKS))
