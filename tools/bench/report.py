"""The result as Markdown, as it stands in docs/performance.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crm.core.db import driver
from tools.bench.cells import Cell
from tools.bench.lists import Speed
from tools.bench.measure import Result, Times

#: What issue 2 asks for at most: multiples of the bare page and of itself on the small database.
MOST_OF_BARE, MOST_OF_SMALL = 4.0, 1.2


@dataclass(frozen=True)
class Run:
    """Everything one run found."""

    result: Result
    wanted: Sequence[Cell]
    small: str
    big: str
    queries: Mapping[str, int]
    memory: Mapping[str, float]
    speeds: Mapping[str, Speed]
    built: Mapping[str, str]
    #: What a second user waited on the big database, by what else ran and what they did.
    beside: Mapping[str, Mapping[str, Times]]


def markdown(run: Run) -> str:
    """Return the whole report."""
    bare = run.result["bare", "bare"]
    head = (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, SQLite {driver().sqlite_version}; {len(bare.samples):,} bare pages, "
        f"p50 {bare.p50:.2f} ms, p95 {bare.p95:.2f} ms."
    )
    foot = (
        f"- Marked with !: more than {MOST_OF_BARE:g} times the bare page, or {MOST_OF_SMALL:g} times itself on the "
        "small database"
    )
    lines = [
        head,
        "",
        f"| | {run.small} p50 ms | p95 | {run.big} p50 ms | p95 | × bare | × {run.small} | queries |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(_line(run, cell, bare) for cell in run.wanted),
        "",
        *(f"- {name}: {_speed(speed)}" for name, speed in run.speeds.items()),
        *(
            f"- A second user's {kind} on {run.big} beside {name}: p50 {_ms(times.p50)}, p95 {_ms(times.p95)} "
            f"({len(times.samples)}{f', one answered {times.status}' if times.status else ''})"
            for name, found in run.beside.items()
            for kind, times in found.items()
        ),
        *(f"- Peak memory, {name}: {peak:,.0f} MiB" for name, peak in run.memory.items()),
        *(f"- Database of {name} clients: {text}" for name, text in run.built.items()),
        foot,
    ]
    return "\n".join(lines)


def _speed(speed: Speed) -> str:
    ratio = f", {speed.of_limit:.2f} × bare" if speed.limit else ""
    return f"{speed.rows:,} rows in {speed.seconds:,.2f} s, {speed.each_second:,.0f} rows/s{ratio}"


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


def _line(run: Run, cell: Cell, bare: Times) -> str:
    small, big = run.result[run.small, cell.name], run.result[run.big, cell.name]
    if big.status or small.status:
        return f"| {cell.name} | not built (answers {big.status or small.status}) | | | | | | |"
    of_bare, of_small = big.p50 / bare.p50, big.p50 / small.p50
    return (
        f"| {cell.name} | {small.p50:.2f} | {small.p95:.2f} | {big.p50:.2f} | {big.p95:.2f} | "
        f"{_judged(of_bare, MOST_OF_BARE)} | {_judged(of_small, MOST_OF_SMALL)} | {run.queries[cell.name]} |"
    )


def _judged(value: float, most: float) -> str:
    return f"{value:.1f} !" if value > most else f"{value:.1f}"
