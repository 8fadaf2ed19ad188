"""`python -m tools.bench.observations`: ten million observations on each engine, loaded and asked for.

Prints Markdown: rows a second through the product's own load beside the driver alone writing the same rows, and what a
chart, a client's nine charts and a page of the list take. CRM_BENCH_SERIES sets the number of series (40000), each of
250 months. PostgreSQL is measured where CRM_TEST_POSTGRES names a server that may create databases.
"""

import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from flask import Flask

from crm.app import create_app
from crm.core.commands import migrate_and_seed
from crm.core.config import load_config
from crm.core.db import db, unit_of_work
from crm.indicators import actions
from crm.indicators.models import Series
from crm.indicators.parsers.names import catalogue_names
from crm.indicators.parsers.shapes import Flow, Observation, ParsedFile, SeriesSpec
from crm.indicators.parsers.trade import Narrowed, census_series
from crm.indicators.queries.figures import figures_for, history
from crm.indicators.queries.series import Facets, listed
from crm.reference.catalogue import states

MONTHS: Final = [date(2004 + n // 12, n % 12 + 1, 1) for n in range(250)]
VINTAGE: Final = date(2026, 1, 1)
#: Series of one file: half a million rows.
AT_ONCE: Final = 2000
ASKED: Final = 200
NAMES: Final = ("series_id", "period", "vintage", "value", "status", "source")


def specs(count: int) -> list[SeriesSpec]:
    """Return so many series by heading and US state, both directions."""
    codes = [state.code[3:] for state in states() if state.country == "US" and state.bts]
    flows: tuple[Flow, Flow] = ("imports", "exports")
    made: list[SeriesSpec] = []
    for heading in range(100, 9800):
        if heading // 100 != 77:  # noqa: PLR2004 - a reserved chapter
            made += [
                census_series(Narrowed(flow, hs=f"{heading:04}", us_state=code), catalogue_names())
                for code in codes for flow in flows
            ]  # fmt: skip
        if len(made) >= count:
            break
    return made[:count]


def files(count: int) -> Iterator[ParsedFile]:
    """Yield files of AT_ONCE series with made-up values."""
    every = specs(count)
    for start in range(0, count, AT_ONCE):
        part = tuple(every[start : start + AT_ONCE])
        found = tuple(
            Observation(spec.key, month, Decimal((start + n) * 1000 + k))
            for n, spec in enumerate(part)
            for k, month in enumerate(MONTHS)
        )
        yield ParsedFile("census-api", "made up", "census-api", part, found, len(found), len(found))


def raw_rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a file as plain tuples."""
    for number in range(count):
        for k, month in enumerate(MONTHS):
            yield (number + 1, month.isoformat(), VINTAGE.isoformat(), str(number * 1000 + k), "published", "made up")


def raw_speed(url: str, scratch: Path) -> float:
    """Return rows a second of the driver alone into a table of the same shape."""
    kinds = "integer, period date, vintage date, value {}, status varchar(14), source varchar(40)"
    table = f"CREATE TABLE raw_observation (series_id {kinds}, PRIMARY KEY (series_id, period, vintage))"
    started = time.perf_counter()
    if url.startswith("sqlite"):
        with sqlite3.connect(scratch / "raw.db") as plain:
            plain.execute("PRAGMA journal_mode=WAL")
            plain.execute(table.format("text") + " WITHOUT ROWID")
            plain.executemany("INSERT INTO raw_observation VALUES (?, ?, ?, ?, ?, ?)", raw_rows(AT_ONCE))
    else:
        address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as server, server.cursor() as cursor:
            cursor.execute(table.format("numeric").encode())
            with cursor.copy("COPY raw_observation FROM STDIN") as copy:
                for row in raw_rows(AT_ONCE):
                    copy.write_row(row)
    return AT_ONCE * len(MONTHS) / (time.perf_counter() - started)


def load_all(count: int) -> tuple[float, float]:
    """Load the files; returns rows a second of the whole and of the last file."""
    seconds = last = 0.0
    for parsed in files(count):
        started = time.perf_counter()
        with unit_of_work(None) as work:
            actions.load(work, parsed, VINTAGE, "made up", "0" * 64)
        last = time.perf_counter() - started
        seconds += last
        print(".", end="", file=sys.stderr, flush=True)
    return count * len(MONTHS) / seconds, min(count, AT_ONCE) * len(MONTHS) / last


def ms(act: Callable[[], Any], times: int = ASKED) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds."""
    act()
    taken = []
    for _time in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
        db.session.rollback()
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def measure(app: Flask, url: str, count: int, scratch: Path) -> Sequence[tuple[str, str]]:
    """Return the lines of one engine."""
    with app.test_request_context():
        migrate_and_seed(lambda _text: None)
        raw = raw_speed(url, scratch)
        whole, last = load_all(count)
        rng = random.Random(2026)  # noqa: S311 - picks what is asked for
        series = db.session.execute(sa.select(Series).where(Series.source == "census", Series.hs_detail.is_not(None)))
        every = list(series.scalars())
        for each in every:
            db.session.expunge(each)
        lines = [
            ("driver alone, rows/s", f"{raw:,.0f}"), ("load, rows/s", f"{whole:,.0f} ({raw / whole:.1f} times slower)"),
            ("load of the last file, rows/s", f"{last:,.0f}"),
        ]  # fmt: skip
        for name, act, times in (
            ("one chart", lambda: history(rng.choice(every)), ASKED),
            ("nine charts of a client", lambda: figures_for([s.id for s in rng.sample(every, 9)], last=61), ASKED),
            ("first page of the list", lambda: listed(Facets()), 10),
            ("list narrowed to HS 08", lambda: listed(Facets(hs="08")), 10),
            ("list narrowed by words", lambda: listed(Facets(words=("arizona",))), 10),
        ):  # fmt: skip
            p50, p95 = ms(act, times)
            lines.append((f"{name}, ms p50 / p95", f"{p50:.1f} / {p95:.1f}"))
        db.session.remove()
        db.engine.dispose()
    return lines


def main() -> None:
    """Measure the engines that are there."""
    count = int(os.environ.get("CRM_BENCH_SERIES", "40000"))
    print(f"\n## {count * len(MONTHS):,} observations of {count:,} series\n")
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        urls = {"SQLite": f"sqlite:///{scratch / 'puente.db'}"}
        server = os.environ.get("CRM_TEST_POSTGRES", "")
        if server:
            urls["PostgreSQL"] = sa.make_url(server).set(database="puente_bench").render_as_string(hide_password=False)
        else:
            print("SKIPPED: no PostgreSQL (set CRM_TEST_POSTGRES)", file=sys.stderr)
        for engine, url in urls.items():
            if engine == "PostgreSQL":
                remade(server)
            config = load_config({"CRM_INSTANCE": folder, "CRM_DATABASE_URL": url, "CRM_FETCH": "off"})
            print(f"| {engine} | |\n|---|---|")
            for name, told in measure(create_app(config), url, count, scratch):
                print(f"| {name} | {told} |")
            print()
        if server:
            remade(server, again=False)


def remade(server: str, *, again: bool = True) -> None:
    """Drop the database of the measurement, and make it anew."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS puente_bench WITH (FORCE)"))
        if again:
            connection.execute(sa.text("CREATE DATABASE puente_bench"))


if __name__ == "__main__":
    main()
