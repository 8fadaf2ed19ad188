"""A second user at work while something long runs: their page loads and saves are timed."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle

from tools.bench.cells import Cell
from tools.bench.http import Reader
from tools.bench.measure import Times, time_one

#: Between two requests: somebody who reads, too, but faster than anybody does.
PAUSE = 0.1
LOADS = ("Client list, first page", "Client page", "Engagement list", "My day")
SAVES = ("Saving an engagement",)
#: How long the second user is watched while nothing else runs.
QUIET = 15.0


class Colleague:
    """Opens pages and saves in turn, in a thread of its own; what that took is kept by what ran beside it."""

    def __init__(self, reader: Reader, wanted: Sequence[Cell]) -> None:
        self.found: dict[str, dict[str, Times]] = {}
        self._reader = reader
        by_name = {cell.name: cell for cell in wanted}
        self._turns = [(kind, by_name[name]) for kind, names in (("loads", LOADS), ("saves", SAVES)) for name in names]

    @contextmanager
    def beside(self, name: str) -> Iterator[None]:
        """Let the colleague work beside something. Raises what went wrong with that."""
        times = self.found.setdefault(name, {"loads": Times(), "saves": Times()})
        stopped = threading.Event()
        thread = threading.Thread(target=self._work, args=(times, stopped), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()

    def quiet(self) -> None:
        """Work while nothing else runs."""
        with self.beside("nothing else"):
            threading.Event().wait(QUIET)

    def _work(self, times: Mapping[str, Times], stopped: threading.Event) -> None:
        for number, (kind, cell) in enumerate(cycle(self._turns)):
            time_one(self._reader, cell, number, times[kind])
            if stopped.wait(PAUSE):
                return
