"""What a sector brief is made of: its figures and where they concentrate, its issues, its days, what we did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.accounts.models import User
from crm.core.offers import KeyDate
from crm.indicators.choice import Why, chapter_key
from crm.indicators.parsers.shapes import Flow
from crm.indicators.queries import splits
from crm.indicators.queries.profile import partial_chapters
from crm.indicators.queries.sectors import chosen_for_sector
from crm.indicators.queries.splits import Split
from crm.issues.models import Issue, IssueCitation
from crm.issues.queries import latest_updates
from crm.reference.models import Sector
from crm.reference.queries import sectors_by_id, sectors_with_descendants
from crm.reports.build.asked import Asked
from crm.reports.build.kinds.asks import activity, matters
from crm.reports.build.kinds.asks.activity import Activity
from crm.reports.build.kinds.asks.ahead import key_dates
from crm.reports.build.kinds.figures import read
from crm.reports.build.kinds.frame import reader_of
from crm.reports.build.kinds.told import Voice, voice_for
from crm.reports.build.plan import Plan
from crm.reports.build.series_facts import SeriesFigures

FLOWS: Final[tuple[Flow, ...]] = ("imports", "exports")
_ORDER: Final = (Why.PINNED, Why.CHAPTER, Why.SECTOR_CHAPTER, Why.PARTIAL_CHAPTER, Why.PORT_OF_SECTOR, Why.PORT,
                 Why.STATE, Why.TOTAL, Why.EXCHANGE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concentration:
    """How one direction splits by one way; `whole`: of all goods, for want of figures by chapter."""

    flow: Flow
    split: Split
    whole: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What the reader may see of a sector; for a client what it may read, for everybody what is published."""

    sector: Sector
    #: Those that belong to it, and those of its list that only partly do.
    chapters: tuple[str, ...]
    partly: tuple[str, ...]
    figures: Sequence[SeriesFigures]
    splits: Sequence[Concentration]
    issues: Sequence[Issue]
    told_on: Mapping[int, date]
    publications: Sequence[tuple[IssueCitation, Issue]]
    days: Sequence[KeyDate]
    activity: Activity
    clients: Sequence[tuple[int, str, str]]
    voice: Voice
    plan: Plan
    today: date


def gather(asked: Asked, reader: User) -> Brief:
    """Read the facts. Raises ValueError where no sector was asked for."""
    if asked.sector is None:
        raise ValueError("a sector brief needs the sector")
    sector, client, level = asked.sector, reader_of(asked), asked.plan.level
    ids = sectors_with_descendants(sector.id)
    known = sectors_by_id()
    partly = {code for key in ids for code in partial_chapters().get(known[key].code, ())}
    chapters = tuple(sorted({code for key in ids for code in known[key].hs_chapters.split()}))
    # What only partly belongs to it would drown the rest (tractors in agriculture); alone it is better than nothing.
    wholly = tuple(code for code in chapters if code not in partly) or chapters
    inside = level == "internal"
    issues = matters.of_sectors(reader, ids, client.id if client else None) if level != "public" else ()
    cited = matters.published(ids, asked.period.start, asked.period.end)
    clients = activity.clients_in(reader, ids, asked.most) if inside else ()
    touched = [key for key, _name, _status in clients] if inside else [client.id] if client else []
    days = key_dates(reader, asked.today, level, touched)
    told = latest_updates([issue.id for issue in issues])
    return Brief(
        sector, wholly, tuple(sorted(partly)), read(_keys(sector, wholly, asked), asked.today), _splits(wholly), issues,
        {key: rows[0].at.date() for key, rows in told.items()}, cited, days,
        activity.in_sectors(reader, ids, asked.period, asked.most), clients[: asked.most],
        _voice(asked, issues, cited, days), asked.plan, asked.today,
    )  # fmt: skip


def _voice(
    asked: Asked, issues: Sequence[Issue], cited: Sequence[tuple[IssueCitation, Issue]], days: Sequence[KeyDate]
) -> Voice:  # fmt: skip
    """Return the voice; for everybody, too, it leaves out what names a client."""
    titles = [text for issue in issues for text in (issue.title_en, issue.title_es)]
    texts = [*titles, *(citation.text for citation, _issue in cited), *(day.label for day in days)]
    return voice_for(asked.language, reader_of(asked), texts, asked.plan.level)


def _keys(sector: Sector, chapters: Collection[str], asked: Asked) -> list[str]:
    """Return the series that a person chose, else those that a client of this sector alone would have.

    They come in the order in which they speak of the sector: chapters, crossings, totals, the exchange rate. A sector
    whose chapters are those of the sectors below it has the largest of these.
    """
    if asked.plan.figures:
        return [chosen.key for chosen in asked.plan.figures]
    parent = sectors_by_id()[sector.parent_id].code if sector.parent_id else ""
    chosen = sorted(chosen_for_sector(sector, parent, asked.language), key=lambda choice: _ORDER.index(choice.why))
    return [*(() if sector.hs_chapters else _largest(chapters)), *(choice.key for choice in chosen)]


def _largest(chapters: Collection[str]) -> list[str]:
    """Return the two largest of these chapters in each direction, by the last year."""
    keys = []
    for flow in FLOWS:
        whole = splits.of_all_chapters(flow)
        parts = [part.code for part in whole.parts if part.code in chapters] if whole else []
        keys += [chapter_key(code, flow) for code in parts[:2]]
    return keys


def _splits(chapters: tuple[str, ...]) -> list[Concentration]:
    """Return the chapters themselves, then by port and by state: of these chapters where loaded, else of all goods."""
    found: list[Concentration] = []
    for flow, state in zip(FLOWS, ("us_state", "mx_state"), strict=True) if chapters else ():
        mine, everything = splits.of_chapters(chapters, flow), splits.of_all_goods(flow)
        for way in ("hs_code", "port_code", state):
            if way in mine:
                found.append(Concentration(flow, mine[way], whole=False))
            elif way in everything:
                found.append(Concentration(flow, everything[way], whole=True))
    return found
