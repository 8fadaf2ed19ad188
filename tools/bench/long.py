"""Work by the whole list on one database, a colleague at work beside it: exports, a change of all, an import."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tools.bench.beside import Colleague
from tools.bench.http import Browser
from tools.bench.imports import bare_load, client_file, import_file
from tools.bench.lists import Speed, bare_csv, change_all, exports
from tools.bench.servers import Server


@dataclass(frozen=True)
class Place:
    """A served database, who measures on it and who works beside."""

    name: str
    #: Whose the reader is.
    email: str
    folder: Path
    reader: Browser
    server: Server
    colleague: Colleague

    @property
    def file(self) -> Path:
        """Return the database's file."""
        return self.folder / "puente.db"


def long_work(place: Place, speeds: dict[str, Speed], memory: dict[str, float]) -> None:
    """Measure it all; what was found is added by name."""
    place.colleague.quiet()
    speeds |= _exports(place)
    speeds[f"one change of all clients of {place.name}"] = change_all(place.reader)
    _remember(place, "exports and a change of all", memory)
    speeds |= _import(place)
    _remember(place, "an import", memory)


def _exports(place: Place) -> Mapping[str, Speed]:
    bare = bare_csv(place.file, place.email)
    found = {f"bare CSV writer, clients of {place.name}": bare}
    for page in ("clients", "people"):
        with place.colleague.beside("exports"):
            taken = exports(place.reader, page)
        # People have no bare writer of their own.
        limit = bare.each_second if page == "clients" else 0
        found |= {
            f"{kind} export, {page} of {place.name}": replace(speed, limit=limit) for kind, speed in taken.items()
        }
        if page == "clients" and taken["CSV"].rows != bare.rows:
            raise SystemExit(f"The export has {taken['CSV'].rows} rows, the bare writer {bare.rows}.")
    return found


def _import(place: Place) -> Mapping[str, Speed]:
    content = client_file(place.file, int(place.name.replace(",", "")))
    bare = bare_load(place.folder, content)
    done = import_file(place.reader, content, place.colleague.beside)
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in done.counts.items() if count)
    found = {"check": done.checked, "import": done.written, f"both ({told})": done.both}
    return {f"bare loader, a file of {place.name}": bare} | {
        f"clients from a file into {place.name}, {name}": replace(speed, limit=bare.each_second)
        for name, speed in found.items()
    }


def _remember(place: Place, after: str, memory: dict[str, float]) -> None:
    memory[f"{place.name} clients, after {after}"] = place.server.peak_memory()
    memory[f"{place.name} clients, the worker of it after {after}"] = place.server.worker_memory()
