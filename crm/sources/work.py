"""Background work: looks which sources are due, fetches one, loads a file that was handed in."""

from typing import Final

from flask import current_app
from flask_babel import gettext as _

from crm.core.dates import now, today_in
from crm.core.firm import firm_settings
from crm.files.setup import file_store
from crm.indicators.actions import Loaded
from crm.indicators.holding import HeldError, check
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import FileProblem, NoFigures, ParsedFile
from crm.jobs.declared import RefusedError, Running
from crm.sources import actions, queries
from crm.sources.declared import SOURCES, Asking, Source
from crm.sources.http import CHANCE, Fetcher, FetchError
from crm.sources.loading import account, load_bytes, together

EVERY: Final = 15


def look(running: Running) -> None:
    """Ask for each source that is due; not in a demo firm, whose figures are the shipped ones, nor where it is off."""
    config = current_app.config["CRM"]
    if not config.fetch or firm_settings()["demo"]:
        return
    known, moment = queries.states(), now()
    due = [
        source.key
        for source in SOURCES.values()
        if (source.without_key or source.key_of(config))
        and ((state := known.get(source.key)) is None or state.next_at is None or state.next_at <= moment)
    ]
    with running.part() as work:
        for key in due:
            actions.ask_to_fetch(work, key, None)
    running.returns(asked=due)


def fetch(running: Running) -> None:
    """Fetch one source and load what is new in it. What came in stays, should a later answer fail."""
    source = SOURCES[str(running.payload["source"])]
    fetcher = Fetcher()
    with running.part() as work:
        state = actions.claim(work, source.key, running.job_id)
        made = state.calls if state else 0
    if state is None:
        running.returns(at_work=True)
        return
    fetcher.before_call = lambda calls: _within(source, made + calls)
    problem: Exception | None = None
    try:
        running.returns(**together(_loads(running, source, fetcher)))
    except (FetchError, FileProblem, HeldError) as error:
        problem = error
    except BaseException:
        with running.part() as work:
            actions.settle(work, source, fetcher.calls, FetchError(_("The attempt broke off.")))
        raise
    with running.part() as work:
        actions.settle(work, source, fetcher.calls, problem)
    if problem:
        raise RefusedError(str(problem))


def _within(source: Source, calls: int) -> None:
    if calls >= source.quota:
        said = _("%(most)s requests were made today, as many as we allow ourselves.", most=source.quota)
        raise FetchError(said, wait=3600 + 3600 * CHANCE.random())


def _loads(running: Running, source: Source, fetcher: Fetcher) -> list[Loaded]:
    config = current_app.config["CRM"]
    today = today_in(config.time_zone)
    key = source.key_of(config)
    if not key and not source.without_key:
        raise FetchError(_("Set %(setting)s first: the key is free.", setting=source.setting))
    newest = {publisher: here.newest for publisher, here in queries.loaded().items()}
    wanted = source.make(Asking(today, key, newest, queries.headings()))
    found: list[Loaded] = []
    for at, each in enumerate(wanted, start=1):
        answer = fetcher.fetch(each.ask)
        try:
            if refusal := each.judge(answer):
                raise FetchError(refusal)
            parsed = each.parse(answer.body)
        except NoFigures:
            continue
        if not running.payload.get("trust"):
            check(parsed)
        with running.part(done=at, total=len(wanted)) as work:
            found.append(load_bytes(work, parsed, today, each.name, answer.body, news_only=True))
    return found


def load(running: Running) -> None:
    """Load a file that was handed in, or say why not."""
    file_id = int(running.payload["file"])
    row = queries.waiting(file_id)
    if row is None or row.file is None:
        return
    try:
        # Read and compared before the write begins: a large file takes seconds, and SQLite has one writer.
        data, parsed = _read(row.name, row.file.key, trust=bool(running.payload.get("trust")))
        with running.part() as work:
            row = queries.waiting(file_id, lock=True)
            if row is None:
                return
            loaded = load_bytes(work, parsed, row.vintage, row.name, data, news_only=False)
            actions.close(work, row, "loaded", account(parsed, loaded))
    except (HeldError, FileProblem) as error:
        with running.part() as work:
            row = queries.waiting(file_id, lock=True)
            if row is not None and isinstance(error, HeldError):
                actions.hold(work, row, error)
            elif row is not None:
                actions.close(work, row, "refused", {}, str(error))
        raise RefusedError(str(error)) from error
    running.returns(added=loaded.added, changed=loaded.changed, same=loaded.same)


def _read(name: str, key: str, *, trust: bool) -> tuple[bytes, ParsedFile]:
    """Return the bytes of a file that waits and what stands in it. Raises FileProblem, and HeldError unless trusted."""
    with file_store().open(key) as stream:
        data = stream.read()
    parsed = parse_file(name, data)
    if not trust:
        check(parsed)
    return data, parsed
