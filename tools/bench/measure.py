"""Times requests of all servers in turn, so that a slow minute of the machine hits them alike."""

import math
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.bench.cells import Cell, prepare
from tools.bench.http import Browser, Reader

ROUNDS, REQUESTS, WARM = 3, 40, 4
GOOD = frozenset({200, 303})


@dataclass
class Times:
    """Milliseconds of one cell on one server; `status` is the last answer that was no success."""

    samples: list[float] = field(default_factory=list)
    status: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.samples) if self.samples else math.nan

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.samples, n=20)[-1] if len(self.samples) > 1 else self.p50


Result = Mapping[tuple[str, str], Times]


def run(bare: Browser, readers: Mapping[str, Reader], wanted: Mapping[str, Sequence[Cell]]) -> Result:
    """Measure every cell on every server; the bare page is asked once for each of them."""
    found: dict[tuple[str, str], Times] = defaultdict(Times)
    names = list(wanted)
    page = Cell("bare", ["/"])
    for turn in range(ROUNDS):
        for place in range(len(wanted[names[0]])):
            for name in names:
                _warm(readers[name], wanted[name][place], turn)
            for number in range(REQUESTS):
                time_one(bare, page, number, found["bare", "bare"])
                for name in names:
                    cell = wanted[name][place]
                    time_one(readers[name], cell, turn * REQUESTS + number, found[name, cell.name])
    return found


def _warm(reader: Reader, cell: Cell, turn: int) -> None:
    for number in range(WARM):
        prepare(reader, cell, cell.paths[(turn + number) % len(cell.paths)])()


def time_one(reader: Reader, cell: Cell, number: int, times: Times) -> None:
    """Time a cell once, with one of its addresses in turn."""
    act = prepare(reader, cell, cell.paths[number % len(cell.paths)])
    begin = time.perf_counter()
    status = act()
    times.samples.append((time.perf_counter() - begin) * 1000)
    if status not in GOOD:
        times.status = status
