"""`python -m tools.bench`: build, serve, measure, print Markdown.

CRM_BENCH_SIZES names the two databases by their clients, the small one first: 1000,100000 where it is not set, and
1000,5000 for a quick try; a file of as many rows is imported into each. CRM_BENCH_CACHE names the folder where the
databases are kept.
"""

import os
import shutil
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.demo.commands import PASSWORD
from tools.bench.beside import Colleague
from tools.bench.build import cache_folder, database
from tools.bench.cells import cells
from tools.bench.http import Browser, sign_in
from tools.bench.lists import Speed, save_view
from tools.bench.long import Place, long_work
from tools.bench.measure import run
from tools.bench.queries import count_queries, inside
from tools.bench.report import Run, markdown
from tools.bench.servers import Server, serve_bare, serve_crm

SIZES = "1000,100000"
USER, COLLEAGUE = "consultant@example.com", "partner@example.com"


def main() -> None:
    """Measure on both sizes in one run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped, too
    cache_folder().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache_folder()) as scratch:
        folders = {}
        for size in map(int, os.environ.get("CRM_BENCH_SIZES", SIZES).split(",")):
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
        readers = {name: _signed_in(server, USER) for name, server in servers.items()}
        print("Measuring ...", file=sys.stderr)
        result = run(bare, readers, wanted)
        memory = {f"{name} clients": server.peak_memory() for name, server in servers.items()}
        memory["bare page"] = bare_server.peak_memory()
        speeds: dict[str, Speed] = {}
        for name, server in servers.items():
            colleague = Colleague(_signed_in(server, COLLEAGUE), wanted[name])
            long_work(Place(name, USER, folders[name], readers[name], server, colleague), speeds, memory)
    built = {name: (folder / "ready").read_text(encoding="utf-8") for name, folder in folders.items()}
    print(markdown(Run(result, wanted[big], small, big, queries, memory, speeds, built, colleague.found)))


def _signed_in(server: Server, email: str) -> Browser:
    reader = Browser(server.port)
    sign_in(reader, email, PASSWORD)
    return reader


if __name__ == "__main__":
    main()
