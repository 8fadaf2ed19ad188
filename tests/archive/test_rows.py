"""Rows as lines: each kind of value comes back as it was, and is written alike whichever engine kept it."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from crm.archive.manifest import ArchiveError
from crm.archive.rows import line_writer, row_reader
from crm.core.db import Exact, Json, UTCDateTime

TABLE = sa.Table(
    "kinds", sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.String(40)), sa.Column("truth", sa.Boolean),
    sa.Column("at", UTCDateTime), sa.Column("wall", sa.DateTime), sa.Column("day", sa.Date),
    sa.Column("hour", sa.Time), sa.Column("exact", Exact), sa.Column("document", Json),
    sa.Column("octets", sa.LargeBinary),
)  # fmt: skip
NAMES = [column.name for column in TABLE.columns]
PHOENIX = timezone(timedelta(hours=-7))


def line_of(**values: Any) -> dict[str, Any]:
    """Return what stands in the line of a row with these values."""
    return json.loads(line_writer(TABLE)([values.get(name) for name in NAMES]))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("text", 'Año "nuevo"\n\u2028', 'Año "nuevo"\n\u2028'),
        ("text", "", ""),
        ("truth", False, False),
        ("at", datetime(2026, 11, 1, 8, 30, 0, 123456, UTC), "2026-11-01T08:30:00.123456Z"),
        ("wall", datetime(2026, 3, 8, 2, 30), "2026-03-08T02:30:00"),
        ("day", date(2026, 2, 28), "2026-02-28"),
        ("hour", time(17, 5), "17:05:00"),
        ("exact", Decimal("9200000000000.000001"), "9200000000000.000001"),
        ("octets", b"\x00\xff", "AP8="),
    ],
)
def test_each_kind_of_value_is_written_as_documented_and_comes_back(name: str, value: Any, written: Any) -> None:
    line = line_of(id=1, **{name: value})
    assert line == {"id": 1, name: written}
    assert row_reader(TABLE)(line) == dict.fromkeys(NAMES) | {"id": 1, name: value}


def test_decimals_are_written_alike_whatever_places_the_engine_gives_them() -> None:
    for text in ("100", "100.000000", "1E+2"):
        assert line_of(exact=Decimal(text)) == {"exact": "100"}
    assert line_of(exact=Decimal("0.000000")) == {"exact": "0"}
    assert line_of(exact=Decimal("-0.500000")) == {"exact": "-0.5"}


def test_an_instant_of_another_zone_is_written_in_utc() -> None:
    assert line_of(at=datetime(2026, 1, 1, 17, tzinfo=PHOENIX)) == {"at": "2026-01-02T00:00:00Z"}


def test_json_null_and_no_value_stay_two_things() -> None:
    assert line_of(document="null") == {"document": None}
    assert line_of(document=None) == {}
    read = row_reader(TABLE)
    assert read({"document": None})["document"] == "null"
    assert read({})["document"] is None


def test_json_is_written_by_key_and_large_numbers_without_exponents_as_postgresql_keeps_them() -> None:
    write = line_writer(TABLE)
    row = dict.fromkeys(NAMES) | {"document": '{"b": 1e16, "a": [{"d": 0.1, "c": 100.0}]}'}
    assert write(list(row.values())) == b'{"document":{"a":[{"c":100.0,"d":0.1}],"b":10000000000000000}}'


def test_a_value_that_is_none_and_a_column_that_is_not_there_are_told() -> None:
    read = row_reader(TABLE)
    with pytest.raises(ArchiveError, match="kinds has a day that is none: 'soon'"):
        read({"day": "soon"})
    with pytest.raises(ArchiveError, match="kinds has no column colour"):
        read({"colour": "red"})
