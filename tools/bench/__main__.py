"""`python -m tools.bench`: build, serve, measure, print Markdown."""

import shutil
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.demo.commands import PASSWORD
from tools.bench.build import cache_folder, database
from tools.bench.cells import cells
from tools.bench.http import Browser, Reader, sign_in
from tools.bench.lists import Speed, bare_csv, change_all, exports, save_view
from tools.bench.measure import run
from tools.bench.queries import count_queries, inside
from tools.bench.report import Run, markdown
from tools.bench.servers import Server, serve_bare, serve_crm

SIZES = (1_000, 100_000)
USER = "consultant@example.com"


def main() -> None:
    """Measure on both sizes in one run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped, too
    cache_folder().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache_folder()) as scratch:
        folders = {}
        for size in SIZES:
            print(f"Database of {size:,} clients ...", file=sys.stderr)
            # A copy: what one run saves must not be there for the next.
            folders[f"{size:,}"] = Path(shutil.copytree(database(size), Path(scratch) / str(size)))
        measure(folders)


def measure(folders: dict[str, Path]) -> None:
    """Serve the databases and a bare page, ask them in turn, print the table."""
    for folder in folders.values():
        save_view(inside(folder, USER)[0])
    wanted = {name: cells(folder / "puente.db") for name, folder in folders.items()}
    small, big = wanted
    queries = count_queries(folders[big], wanted[big], USER)
    with ExitStack() as stack:

        def started(server: Server) -> Server:
            stack.callback(server.stop)
            return server

        bare_server = started(serve_bare(folders[big] / "puente.db"))
        servers = {name: started(serve_crm(folder)) for name, folder in folders.items()}
        bare = Browser(bare_server.port)
        bare.get("/sign-in")
        readers = {name: Browser(server.port) for name, server in servers.items()}
        for reader in readers.values():
            sign_in(reader, USER, PASSWORD)
        print("Measuring ...", file=sys.stderr)
        result = run(bare, readers, wanted)
        memory = {f"{name} clients": server.peak_memory() for name, server in servers.items()}
        memory["bare page"] = bare_server.peak_memory()
        speeds = whole_lists(readers, folders)
        memory[f"{big} clients, after exports and a change of all"] = servers[big].peak_memory()
    built = {name: (folder / "ready").read_text(encoding="utf-8") for name, folder in folders.items()}
    print(markdown(Run(result, wanted[big], small, big, queries, memory, speeds, built)))


def whole_lists(readers: Mapping[str, Reader], folders: Mapping[str, Path]) -> dict[str, Speed]:
    """Export and change whole lists on both sizes, beside a bare CSV writer on the same file."""
    found: dict[str, Speed] = {}
    for name, reader in readers.items():
        found[f"bare CSV writer, clients of {name}"] = bare_csv(folders[name] / "puente.db")
        for page in ("clients", "people"):
            found |= {f"{kind} export, {page} of {name}": speed for kind, speed in exports(reader, page).items()}
        found[f"one change of all clients of {name}"] = change_all(reader)
    return found


if __name__ == "__main__":
    main()
