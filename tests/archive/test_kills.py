"""kill -9 in the midst of writing and of reading: no archive that counts as one, a database as new as before."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.archive.commands import archive_group
from crm.core.config import Config
from crm.core.db import driver
from crm.core.tables import is_unused
from tests.archive.places import drop_place, empty_place, parts_of, place, run, start
from tests.engines import Engine

LONG = 8


@pytest.fixture
def firm(engine: Engine, tmp_path: Path, worker_id: str) -> Config:
    """Give a firm of four people, with all published figures."""
    (tmp_path / "firm").mkdir()
    return engine.fresh(tmp_path / "firm", f"puente_kills_{worker_id}", engine.peopled)


@pytest.fixture
def new(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Callable[[], Config]]:
    """Give what makes a place without a table."""
    made: list[Config] = []

    def make() -> Config:
        made.append(empty_place(engine.name, tmp_path / f"new-{len(made)}", f"puente_killed_{worker_id}"))
        return made[-1]

    yield make
    if not made[-1].sqlite:
        drop_place(sa.make_url(made[-1].database_url))


def kill_when(process: "subprocess.Popen[str]", due: Callable[[], bool]) -> bool:
    """Kill a process as soon as `due` says so; tells whether it came to that."""
    while process.poll() is None:
        if due():
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.005)
    process.communicate()
    return False


def unfinished(folder: Path, size: int) -> bool:
    """Tell whether so many bytes were written of what is not finished."""
    return sum(path.stat().st_size for path in folder.glob("*.part")) >= size


def kill_writers(config: Config, folder: Path, kills: int) -> int:
    """Kill writers at more and more of an archive; returns how many unfinished files were left."""
    for number in range(kills):
        process = start(config, "archive", "write", folder / "firm.zip")
        after = partial(unfinished, folder, number * 500_000 // kills + 1)
        assert kill_when(process, after), "it was done before"
        assert not (folder / "firm.zip").exists()
        for path in folder.glob("*.part"):
            path.rename(folder / f"{number}.left.zip")
    return len(list(folder.glob("*.left.zip")))


@contextmanager
def migrated(config: Config) -> Iterator[Callable[[], bool]]:
    """Give what tells whether the tables are there: the rows come next."""
    module = {"module": driver()} if config.sqlite else {}
    engine = sa.create_engine(config.database_url, isolation_level="AUTOCOMMIT", **module)

    def due() -> bool:
        try:
            with engine.connect() as connection:
                return connection.execute(sa.text("SELECT version_num FROM alembic_version")).first() is not None
        except sa.exc.DBAPIError:
            return False

    yield due
    engine.dispose()


def unused(config: Config) -> bool:
    with place(config, keep=True) as app, app.app_context():
        return is_unused()


def kill_reader(config: Config, archive: Path, wait: float) -> None:
    """Kill a reader so many seconds after its tables were made."""
    began = list[float]()
    with migrated(config) as tables_are_there:

        def late() -> bool:
            if not began and tables_are_there():
                began.append(time.monotonic())
            return bool(began) and time.monotonic() >= began[0] + wait

        kill_when(start(config, "archive", "read", archive), late)


def kill_readers(new: Callable[[], Config], archive: Path, kills: int) -> Config:
    """Kill readers later and later: a database is as new as before, or has all; returns one that is as before."""
    config, hits = new(), 0
    for _ in range(3 * kills):
        kill_reader(config, archive, 0.05 + hits * 0.05)
        if unused(config):
            hits += 1
        else:
            # The kill came after the commit: then all is there.
            assert_whole(config, archive)
            config = new()
        if hits == kills:
            return config
    raise AssertionError(f"only {hits} of {kills} kills came before the end")


def assert_whole(config: Config, archive: Path) -> None:
    """What was read in is written again with the same checksums."""
    again = archive.with_name("again.zip")
    again.unlink(missing_ok=True)
    with place(config, keep=True) as app:
        assert run(app, archive_group, "write", again)[0] == 0
    assert parts_of(again) == parts_of(archive)


def try_both(firm: Config, new: Callable[[], Config], folder: Path, kills: int) -> None:
    out = folder / "out"
    out.mkdir()
    assert kill_writers(firm, out, kills) == kills
    with place(firm) as app:
        assert run(app, archive_group, "write", out / "firm.zip")[0] == 0
        for left in out.glob("*.left.zip"):
            assert run(app, archive_group, "check", left)[0] == 1, "what is unfinished is no archive"
    config = kill_readers(new, out / "firm.zip", kills)
    with place(config, keep=True) as app:
        status, said = run(app, archive_group, "read", out / "firm.zip")
        assert status == 0, said
    assert_whole(config, out / "firm.zip")


def test_a_kill_leaves_no_archive_and_no_half_of_a_firm(
    firm: Config, new: Callable[[], Config], tmp_path: Path
) -> None:
    try_both(firm, new, tmp_path, 1)


@pytest.mark.bar
@pytest.mark.bar_only
def test_eight_kills_in_writing_and_eight_in_reading_leave_no_half(
    engine: Engine, firm: Config, new: Callable[[], Config], tmp_path: Path, figure: Callable[..., None]
) -> None:
    try_both(firm, new, tmp_path, LONG)
    figure("D6", engine.name, f"archive: {LONG} kill -9 while written, {LONG} while read in: 0 files that count as "
           "finished, 0 rows left behind, then read in with equal checksums")  # fmt: skip
