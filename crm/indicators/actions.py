"""Loading published figures: series by key, observations by vintage; every published value is kept."""

from collections.abc import Iterable, Iterator, Sequence
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
from crm.indicators.parsers.shapes import Observation as ParsedObservation
from crm.reference.models import HsChapter

#: Fewer bound values than either engine allows in one statement.
_KEYS_AT_ONCE: Final = 500

Place = tuple[int, date]
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
    """Keep a file's figures under its vintage (day, or first day of the month, of publication).

    A value is never overwritten by another vintage. The same vintage published again with another value (a file
    corrected within the month) is set in place and counted as changed; a value that differs by rounding alone keeps
    the more exact of the two, whatever the order. With `news_only` (for what is fetched every day) a figure that is
    the newest one already is not kept a second time. BadFile for figures later than their own publication.
    """
    found = [observation for observation in parsed.observations if observation.value is not None]
    if late := next((o for o in found if o.period > vintage), None):
        raise BadFile(
            f"The file has figures for {late.period:%Y-%m}, which can't have been published in {vintage:%Y-%m}: "
            "say the right month with --vintage."
        )
    ids, new_series, left_out = _series_ids(work, parsed.series)
    wanted = set(ids.values())
    stored = _stored(work, wanted, Observation.vintage == vintage)
    news = _news(found, ids, stored, _stored(work, wanted, Observation.vintage < vintage)) if news_only else found
    fresh, changed, same = _sorted_out(news, ids, stored)
    same += len(found) - len(news)
    common = {"vintage": vintage, "status": "published", "source": parsed.source}
    if fresh:
        copy_many(work, Observation, [place | common for place in fresh])
    if changed:
        work.execute(sa.update(Observation), [{**place, **common} for place in changed])
    work.add(
        IndicatorLoad(
            at=now(), name=name[:200], source=parsed.source, vintage=vintage, sha256=sha256,
            rows_read=parsed.rows_read, rows_kept=parsed.rows_kept, added=len(fresh),
        )
    )  # fmt: skip
    work.flush()
    return Loaded(new_series, len(fresh), len(changed), same, len(parsed.observations) - len(found), left_out)


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


def _stored(work: Session, ids: set[int], vintages: sa.ColumnElement[bool]) -> dict[Place, Decimal | None]:
    """Return the newest values that these vintages have, by series and period."""
    values: dict[Place, Decimal | None] = {}
    for part in _parts(sorted(ids)):
        rows = work.execute(
            sa.select(Observation.series_id, Observation.period, Observation.value)
            .where(Observation.series_id.in_(part), vintages)
            .order_by(Observation.series_id, Observation.period, Observation.vintage)
        )
        values |= {(series_id, period): value for series_id, period, value in rows}
    return values


def _news(
    found: Sequence[ParsedObservation], ids: dict[str, int], stored: dict[Place, Decimal | None],
    before: dict[Place, Decimal | None],
) -> list[ParsedObservation]:  # fmt: skip
    """Return what says something new: another value than before, or a place that this vintage has already."""
    news = []
    for observation in found:
        place = (ids.get(observation.series, 0), observation.period)
        value = observation.value
        if place in stored or value is None or not _is_no_news(value, before.get(place)):
            news.append(observation)
    return news


def _sorted_out(
    found: Iterable[ParsedObservation], ids: dict[str, int], stored: dict[Place, Decimal | None]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return the rows to insert, the rows to set, and how many stay."""
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    same = 0
    for observation in found:
        series_id, value = ids.get(observation.series), observation.value
        if series_id is None or value is None:
            continue
        place = {"series_id": series_id, "period": observation.period, "value": value}
        if (series_id, observation.period) not in stored:
            fresh.append(place)
        elif _is_no_news(value, stored[series_id, observation.period]):
            same += 1
        else:
            changed.append(place)
    return fresh, changed, same


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
