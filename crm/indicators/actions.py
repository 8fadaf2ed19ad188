"""Loading published figures: series by key, observations by vintage; every published value is kept.

So is every place that is published without a figure, with the reason: missing, suppressed and zero are three things.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.bulk import copy_many
from crm.core.dates import now
from crm.indicators.models import IndicatorLoad, Observation, Series
from crm.indicators.parsers.shapes import BadFile, ParsedFile, SeriesSpec
from crm.indicators.statuses import MISSING, PROVISIONAL, PUBLISHED, REVISED_YEARLY, first_provisional_year
from crm.reference.models import HsChapter

#: Fewer bound values than either engine allows in one statement.
_KEYS_AT_ONCE: Final = 500

Place = tuple[int, date]
#: Value and status of a place.
Said = tuple[Decimal | None, str]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought: `changed` had another value in the same vintage, `same` were here already.

    `without_value` are the file's places without a figure; `left_out` the series of a chapter we do not know.
    """

    new_series: int
    added: int
    changed: int
    same: int
    without_value: int
    left_out: int


def load(
    work: Session, parsed: ParsedFile, vintage: date, name: str, sha256: str, *, news_only: bool = False
) -> Loaded:  # fmt: skip
    """Keep a file's figures, and its places without one, under its vintage (day or first of the month of publication).

    A value is never overwritten by another vintage, and never by a place without one. The same vintage published again
    with another value (a file corrected within the month) is set in place and counted as changed; a value that differs
    by rounding alone keeps the more exact of the two, whatever the order. With `news_only` (for what is fetched every
    day) what the newest row says already is not kept a second time. BadFile for figures later than their own
    publication, and for a file without any.
    """
    _checked(parsed, vintage)
    ids, new_series, left_out = _series_ids(work, parsed.series)
    wanted = set(ids.values())
    stored = _stored(work, wanted, Observation.vintage == vintage)
    figures, placed = _placed(parsed, ids, vintage)
    if news_only:
        before = _stored(work, wanted, Observation.vintage < vintage)
        placed = {p: said for p, said in placed.items() if p in stored or _is_news(said, before.get(p))}
    fresh, changed = _sorted_out(placed, stored, {"vintage": vintage, "source": parsed.source})
    if fresh:
        copy_many(work, Observation, fresh)
    if changed:
        work.execute(sa.update(Observation), changed)
    added, corrected = (sum(place["value"] is not None for place in places) for places in (fresh, changed))
    work.add(
        IndicatorLoad(
            at=now(), name=name[:200], source=parsed.source, vintage=vintage, sha256=sha256,
            rows_read=parsed.rows_read, rows_kept=parsed.rows_kept, added=added,
        )
    )  # fmt: skip
    work.flush()
    without = sum(observation.value is None for observation in parsed.observations)
    return Loaded(new_series, added, corrected, figures - added - corrected, without, left_out)


def _checked(parsed: ParsedFile, vintage: date) -> None:
    """Raise BadFile for figures later than their own publication, and for a file that has none."""
    if late := next((o for o in parsed.observations if o.value is not None and o.period > vintage), None):
        raise BadFile(
            f"The file has figures for {late.period:%Y-%m}, which can't have been published in {vintage:%Y-%m}: "
            "say the right month with --vintage."
        )
    if parsed.observations and all(each.status == MISSING for each in parsed.observations):
        raise BadFile("The file has no figure at all: every place in it is empty.")


def _placed(parsed: ParsedFile, ids: Mapping[str, int], vintage: date) -> tuple[int, dict[Place, Said]]:
    """Return how many figures a file has in series that we know, and what it says in each place that is out."""
    yearly = {spec.key for spec in parsed.series if spec.basis == REVISED_YEARLY}
    provisional = first_provisional_year(vintage)
    figures = 0
    placed: dict[Place, Said] = {}
    for each in parsed.observations:
        series_id, period, status = ids.get(each.series), each.period, each.status
        if series_id is None or status == "not_published" or period > vintage:
            continue
        if status == PUBLISHED and period.year >= provisional and each.series in yearly:
            status = PROVISIONAL
        figures += each.value is not None
        placed[series_id, period] = (each.value, status)
    return figures, placed


def _series_ids(work: Session, specs: Sequence[SeriesSpec]) -> tuple[dict[str, int], int, int]:
    """Return ids by key after adding what is missing, how many were added, and how many have no known chapter."""
    chapters = set(work.execute(sa.select(HsChapter.code)).scalars())
    usable = [spec for spec in specs if spec.hs is None or spec.hs in chapters]
    known: dict[str, Series] = {}
    for keys in _parts([spec.key for spec in usable]):
        known |= {
            series.key: series for series in work.execute(sa.select(Series).where(Series.key.in_(keys))).scalars()
        }
    missing = [Series(**_columns(spec)) for spec in usable if spec.key not in known]
    for spec in usable:
        if spec.key in known:
            for column, value in _columns(spec).items():
                setattr(known[spec.key], column, value)  # an equal value is no change to the mapper
    work.add_all(missing)
    work.flush()
    ids = {series.key: series.id for series in (*known.values(), *missing)}
    return ids, len(missing), len(specs) - len(usable)


def _columns(spec: SeriesSpec) -> dict[str, Any]:
    return {
        "key": spec.key, "title_en": spec.title_en, "title_es": spec.title_es, "source": spec.source,
        "flow": spec.flow, "hs_code": spec.hs, "port_code": spec.port, "measure": spec.measure,
        "frequency": spec.frequency, "unit": spec.unit, "scale": int(spec.scale), "basis": spec.basis,
        "seasonal": spec.seasonal, "derived": spec.derived, "decimals": spec.decimals, "partner": spec.partner,
        "us_state": spec.us_state, "mx_state": spec.mx_state, "mode": spec.mode, "hs_detail": spec.hs_detail,
        "commodity_group": spec.group,
    }  # fmt: skip


def _stored(work: Session, ids: set[int], vintages: sa.ColumnElement[bool]) -> dict[Place, Said]:
    """Return what these vintages say last, by series and period."""
    said: dict[Place, Said] = {}
    for part in _parts(sorted(ids)):
        rows = work.execute(
            sa.select(Observation.series_id, Observation.period, Observation.value, Observation.status)
            .where(Observation.series_id.in_(part), vintages)
            .order_by(Observation.series_id, Observation.period, Observation.vintage)
        )
        said |= {(series_id, period): (value, status) for series_id, period, value, status in rows}
    return said


def _is_news(said: Said, before: Said | None) -> bool:
    """Tell whether a place says something new: another value or status. A figure that is merely lacking is none."""
    if before is None:
        return True
    if said[0] is None:
        return before != said and not (said[1] == MISSING and before[0] is not None)
    return before[1] != said[1] or not _is_no_news(said[0], before[0])


def _sorted_out(
    placed: Mapping[Place, Said], stored: Mapping[Place, Said], common: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows to insert and the rows to set."""
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (series_id, period), (value, status) in placed.items():
        place = {"series_id": series_id, "period": period, "value": value, "status": status, **common}
        if (here := stored.get((series_id, period))) is None:
            fresh.append(place)
        elif value is None:
            if here[0] is None and here[1] != status:
                changed.append(place)
        elif not _is_no_news(value, here[0]):
            changed.append(place)
        elif here[1] != status:
            changed.append(place | {"value": here[0]})
    return fresh, changed


def _is_no_news(value: Decimal, stored: Decimal | None) -> bool:
    return stored is not None and (value == stored or is_rounding(value, stored))


def is_rounding(value: Decimal, exact: Decimal, decimals: int = 0) -> bool:
    """Tell whether `value` is `exact` with fewer decimals; it may always be rounded to `decimals` places."""
    places = max(places_of(value), decimals)
    return places < places_of(exact) and exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == value


def places_of(value: Decimal) -> int:
    """Return how many decimals a value has, zeros at the end left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _KEYS_AT_ONCE):
        yield items[start : start + _KEYS_AT_ONCE]
