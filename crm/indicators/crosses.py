"""Where a client's chapters cross: how much, by which mode, states and ports, and how concentrated, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext, pgettext

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.core.i18n import language
from crm.core.money import dollars, number, percent_change
from crm.indicators import words
from crm.indicators.choice import FLOWS, Profile
from crm.indicators.derive import change
from crm.indicators.panels import chosen
from crm.indicators.parsers.names import UNKNOWN_STATE
from crm.indicators.parsers.shapes import Flow
from crm.indicators.queries import splits
from crm.indicators.queries.border import added, crossings
from crm.indicators.queries.profile import place_names
from crm.indicators.queries.splits import Part, Split, share
from crm.indicators.status_words import why
from crm.reference.queries import chapters_by_code

#: Rows of a table before the rest is added up.
ROWS: Final = 6
HEADINGS: Final[Mapping[str, Any]] = {
    "hs_code": _l("HS chapters"), "mode": _l("By mode of transport"), "us_state": _l("By US state"),
    "mx_state": _l("By Mexican state of destination"), "port_code": _l("By port"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, US dollars, change on the year before, share in percent; `own` belongs to the client.

    Where a period has no figure, value and share are missing too.
    """

    label: str
    value: str
    change: str
    share: Decimal | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One split in words; `scope` says whether it is of the client's chapters or of all goods."""

    heading: str
    scope: str
    period: str
    rows: Sequence[Row]
    concentration: str
    source: str
    #: Why values or shares are missing, '' where none is.
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of the client's trade with its tables."""

    title: str
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Entering:
    """What entered at one of the client's ports in twelve months."""

    port: str
    measure: str
    value: str
    change: str
    share: str
    months: str


def client_panel(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return the tables of a client's trade profile; None for who may not read figures."""
    if not user.may(Permission.INDICATOR_READ):
        return None
    profile, _chosen = chosen(client)
    names = place_names()
    entering, last = _entering(profile, names)
    found = (_direction(profile, flow, names) for flow in _flows(profile))
    return {
        "directions": [direction for direction in found if direction is not None],
        "entering": entering, "entering_to": words.month_in_full(last) if last else "",
        "notice": words.notice(profile), "client": client,
        "high": number(splits.HIGH), "moderate": number(splits.MODERATE),
    }  # fmt: skip


def _flows(profile: Profile) -> Iterable[Flow]:
    """Return the directions in which the client trades; both where it names no chapter."""
    own = {flow for _code, direction in profile.chapters for flow in FLOWS[direction]}
    both: tuple[Flow, Flow] = ("imports", "exports")
    return () if profile.services_only else [flow for flow in both if flow in own or not own]


def chapters_of(profile: Profile, flow: Flow) -> tuple[str, ...]:
    """Return the client's chapters in a direction, or where it names none those of its sectors, partial ones not."""
    if profile.chapters:
        return tuple(code for code, direction in profile.chapters if flow in FLOWS[direction])
    wholly = (code for sector in profile.sectors for code in sector.chapters if code not in sector.partial)
    return tuple(dict.fromkeys(wholly))


def _direction(profile: Profile, flow: Flow, names: Mapping[str, str]) -> Direction | None:
    codes = chapters_of(profile, flow)
    mine = splits.of_chapters(codes, flow) if codes else {}
    if "hs_code" not in mine:
        return None
    everything, whole = splits.of_all_goods(flow), splits.of_all_chapters(flow)
    own = {state[3:] for state in profile.states} | set(profile.ports)
    tables = [_chapters(mine["hs_code"], whole)]
    for way in ("mode", "us_state", "mx_state", "port_code"):
        split, of_all = mine.get(way), everything.get(way)
        if split is not None:
            tables.append(_table(split, _("these chapters"), names, own))
        elif of_all is not None and (way != "port_code" or own & {part.code for part in of_all.parts}):
            tables.append(_table(of_all, _("all goods"), names, own))
    return Direction(str(words.FLOWS[flow]), tables)


def _chapters(split: Split, whole: Split | None) -> Table:
    """Return the chapters with their share of all goods of the same year and basis."""
    speaks, known = language(), chapters_by_code()
    same = whole is not None and (whole.last, whole.basis) == (split.last, split.basis)
    total = whole.total if whole is not None and same else None
    rows = [
        Row(f"{part.code} {known[part.code].short(speaks)}", _dollars(part.value), _change(part),
            share(part.value, total))
        for part in split.parts
    ]  # fmt: skip
    scope = _("share of all goods in this direction") if total else ""
    lacking = _lacking(split, {}) or (_lacking(whole, {}) if whole is not None and same else "")
    return Table(str(HEADINGS["hs_code"]), scope, split_period(split), rows, "", split_source(split), lacking)


def _table(split: Split, scope: str, names: Mapping[str, str], own: set[str]) -> Table:
    """Return the largest parts, those of the client, and what is left added up."""
    shown = [part for at, part in enumerate(split.parts) if at < ROWS or part.code in own]
    rest = [part for part in split.parts if part not in shown]
    rows = [
        Row(part_label(split.way, part.code, names), _dollars(part.value), _change(part), split.share(part),
            own=part.code in own)
        for part in shown
    ]  # fmt: skip
    if rest:
        known = [part.value for part in rest if part.value is not None]
        left = Part("", sum(known, Decimal(0)) if len(known) == len(rest) else None, None)
        told = ngettext("%(num)s other", "%(num)s others", len(rest))
        rows.append(Row(told, _dollars(left.value), "", split.share(left)))
    return Table(
        str(HEADINGS[split.way]), scope, split_period(split), rows, concentration(split), split_source(split),
        _lacking(split, names),
    )  # fmt: skip


def _dollars(value: Decimal | None) -> str:
    return dollars(value, language()) if value is not None else "—"


def _lacking(split: Split, names: Mapping[str, str]) -> str:
    """Return 'Sasabe: June 2024 was not published' of the first parts without a figure."""
    return "; ".join(
        f"{part_label(split.way, part.code, names)}: {why(part.gaps, monthly=split.monthly)}"
        for part in split.lacking[:2]
    )


def part_label(way: str, code: str, names: Mapping[str, str]) -> str:
    """Return the name of a mode, state or port; `names` are `place_names()`."""
    if way == "mode":
        return str(words.MODES.get(code, code))
    if way == "us_state" and code in UNKNOWN_STATE:
        return UNKNOWN_STATE[code][language() == "es"].capitalize()
    prefix = {"us_state": "US-", "mx_state": "MX-"}.get(way, "")
    return names.get(prefix + code, code)


def _change(part: Part) -> str:
    if part.value is None or part.before is None:
        return "—"
    return percent_change(change(part.value, part.before).percent)


def split_period(split: Split) -> str:
    """Return the year of a split, or its twelve months."""
    if split.monthly:
        return str(_("twelve months to %(month)s", month=words.month_in_full(split.last)))
    return f"{split.last.year}"


def split_source(split: Split) -> str:
    """Return who published a split, when, and on which basis."""
    publisher = str(words.PUBLISHERS.get(split.source, split.source))
    return f"{publisher}, {words.published(split.vintage)} · {words.BASES[split.basis]}"


def concentration(split: Split) -> str:
    """Return the Herfindahl index in words, "" where a part was not published."""
    levels = (
        (splits.HIGH, pgettext("concentration", "high")), (splits.MODERATE, pgettext("concentration", "moderate")),
        (0, pgettext("concentration", "low")),
    )  # fmt: skip
    hhi = split.hhi
    if hhi is None:
        return ""
    level = next(label for least, label in levels if hhi >= least)
    return str(_("Concentration: %(hhi)s of 10,000, %(level)s", hhi=number(hhi), level=level))


def _entering(profile: Profile, names: Mapping[str, str]) -> tuple[list[Entering], date | None]:
    """Return what entered at the client's ports in twelve months, with its share of the whole border."""
    measures = tuple(dict.fromkeys(m for sector in profile.sectors for m in sector.measures)) or ("trucks",)
    found = crossings(tuple(sorted(measures)))
    totals = {m: added(c.now for (_p, each), c in found.items() if each == m) for m in measures}
    rows = []
    last = None
    for measure in measures:
        for port in profile.ports:
            if (each := found.get((port, measure))) is not None:
                last = each.now.last
                value, part = each.now.value, share(each.now.value, totals[measure])
                rows.append(Entering(
                    names.get(port, port), str(words.MEASURES[measure]), number(value) if value is not None else "—",
                    percent_change(each.change), f"{number(part, 1)}%" if part is not None else "—", why(each.gaps),
                ))  # fmt: skip
    return rows, last
