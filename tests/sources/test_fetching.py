"""Sources at work: what is due, one flight each, what stays when an upstream fails, a file handed in."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.files.models import StoredFile
from crm.indicators.models import Observation, Series
from crm.indicators.queries.figures import figures_for
from crm.jobs.actions import ask
from crm.jobs.models import Job
from crm.jobs.running import run_job
from crm.sources import actions, http
from crm.sources.declared import SOURCES
from crm.sources.models import HandedIn, SourceState
from tests.jobs.probe import run_due
from tests.notices.clock import Clock
from tests.sources.upstream import FAULTS, Handler, answering
from tests.support import People

Upstream = Callable[[Handler], list[httpx.Request]]


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Upstream:
    """Give `upstream(handler)`: all sources answer so; returns the requests as they come."""
    seen: list[httpx.Request] = []

    def use(handler: Handler) -> list[httpx.Request]:
        def handle(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return handler(request)

        usual = http.Fetcher

        def made() -> http.Fetcher:
            return usual(httpx.MockTransport(handle), sleep=lambda _seconds: None)

        monkeypatch.setattr("crm.sources.work.Fetcher", made)
        return seen

    return use


def fred(july: bytes) -> Handler:
    """Answer with each series of FRED; the rate has two days and so no month."""
    rows = {
        "IMPMX": b"2026-06-01,55254.6\n2026-07-01,%s\n" % july, "EXPMX": b"2026-07-01,34240.1\n",
        "DEXMXUS": b"2026-07-01,18.1\n2026-07-02,18.2\n",
    }  # fmt: skip

    def handle(request: httpx.Request) -> httpx.Response:
        name = request.url.params["id"]
        return answering(200, b"observation_date,%s\n" % name.encode() + rows[name])(request)

    return handle


def fetch(app: Flask, source: str, *, trust: bool = False) -> Job:
    with app.app_context(), unit_of_work(None) as work:
        job_id = actions.ask_to_fetch(work, source, None, trust=trust).id
    run_job(app, job_id)
    with app.app_context():
        job = db.session.get(Job, job_id)
        assert job is not None
        return job


def state(app: Flask, source: str) -> SourceState:
    with app.app_context():
        found = db.session.get(SourceState, source)
        assert found is not None
        return found


def july(app: Flask) -> list[tuple[Decimal | None, str]]:
    query = (
        sa.select(Observation.value, Observation.source)
        .join(Series, Series.id == Observation.series_id)
        .where(Series.key == "census-us-imports-mx", Observation.period == sa.text("'2026-07-01'"))
        .order_by(Observation.vintage)
    )
    with app.app_context():
        return [(row.value, row.source) for row in db.session.execute(query)]


def test_what_is_fetched_twice_makes_no_second_row_and_a_revision_makes_one(app: Flask, upstream: Upstream) -> None:
    before = july(app)
    upstream(fred(b"60549.6"))
    job = fetch(app, "fred")
    assert (job.state, job.result["same"]) == ("done", 2 + 1), job.reason
    assert july(app) == before
    upstream(fred(b"60999.9"))
    assert fetch(app, "fred").result["added"] == 1
    assert july(app) == [*before, (Decimal("60999.9"), "fred")]


@pytest.mark.bar
def test_an_upstream_that_fails_leaves_the_last_good_value_and_its_sentence(
    app: Flask, people: People, upstream: Upstream, figure: Callable[..., None]
) -> None:
    before, bad = july(app), 0
    for name, handler in FAULTS.items():
        if name != "slow drip":  # it ends by the clock, see test_http
            upstream(handler)
            for source in ("fred", "bts-crossings", "census-workbook"):
                job = fetch(app, source)
                bad += job.state != "failed" or not job.reason or not state(app, source).error
    assert (july(app), bad) == (before, 0)
    page = people.alice.get("/indicators/census-us-imports-mx").text
    assert "Jul 2026" in page
    told = people.alice.get("/indicators/sources").text
    assert "failed" in told
    assert "refuses this server (403)" in told
    engine = "sqlite" if app.config["CRM"].sqlite else "postgresql"
    figure("U1", engine, f"{len(FAULTS)} faults of each source: 0 unhandled, the last good value stays, 0 pages wait")


@pytest.mark.bar
def test_a_simulated_day_keeps_within_the_quotas_backs_off_and_flies_once(
    app: Flask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None]
) -> None:
    app.config["CRM"] = replace(app.config["CRM"], fetch=True, keys={"CRM_CENSUS_KEY": "k" * 40})
    seen = upstream(answering(503))
    clock, gaps = Clock(monkeypatch), []
    last: dict[str, object] = {}
    for _quarter in range(96):
        with app.app_context(), unit_of_work(None) as work:
            job_id = ask(work, actions.LOOK, {}, actor_id=None).id
        run_job(app, job_id)
        run_due(app)
        tried = state(app, "fred").tried_at
        if tried != last.get("fred"):
            gaps.append((tried - last["fred"]).total_seconds() / 60 if "fred" in last else 0)  # type: ignore[operator]
            last["fred"] = tried
        clock.go(minutes=15)
    counts = {host: sum(r.url.host == host for r in seen) for host in {r.url.host for r in seen}}
    quotas = sum(source.quota for source in SOURCES.values())
    assert 0 < len(seen) <= quotas
    assert gaps[1:] == sorted(gaps[1:])
    assert len(gaps) < 12
    engine = "sqlite" if app.config["CRM"].sqlite else "postgresql"
    figure("U3", engine, f"a day of failures: {len(seen)} calls of {quotas} allowed, by host {counts}; pauses grow")


def test_one_worker_at_a_time_is_at_a_source_and_a_dead_ones_place_is_taken(app: Flask, upstream: Upstream) -> None:
    seen = upstream(fred(b"60549.6"))
    with app.app_context(), unit_of_work(None) as work:
        job = actions.ask_to_fetch(work, "fred", None)
        assert actions.claim(work, "fred", job.id) is not None
    assert fetch(app, "fred").result == {"at_work": True}
    assert not seen
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(SourceState).values(claimed_until=now() - timedelta(seconds=1)))
    assert fetch(app, "fred").result["same"] == 3
    assert len(seen) == 3


def test_a_missing_key_is_one_sentence_and_no_request(app: Flask, upstream: Upstream) -> None:
    seen = upstream(answering(500))
    job = fetch(app, "census-api")
    assert (job.state, job.reason, seen) == ("failed", "Set CRM_CENSUS_KEY first: the key is free.", [])


def test_the_page_fetches_nothing_and_its_button_makes_a_job(app: Flask, people: People, upstream: Upstream) -> None:
    seen = upstream(fred(b"60549.6"))
    page = people.charlie.get("/indicators/sources").text
    assert "never" in page
    assert not seen
    sent = people.charlie.post("/indicators/sources/fred/fetch", {})
    assert sent.status_code == 303
    run_due(app)
    assert len(seen) == 3
    assert "asked again" in people.charlie.get("/indicators/sources").text
    assert people.charlie.post("/indicators/sources/none/fetch", {}).status_code == 404


@pytest.mark.parametrize(
    ("body", "said", "left"),
    [(b"DATE,EXPMX\n2016-11-01,5.0\n", "1 added, 0 corrected", 0), (b"nothing we know\n", "is not a file we know", 0)],
)
def test_a_file_handed_in_is_loaded_or_refused_and_its_bytes_go(
    app: Flask, people: People, body: bytes, said: str, left: int
) -> None:
    sent = people.charlie.post(
        "/indicators/sources/files", {"file": (io.BytesIO(body), "EXPMX.csv"), "month": "2017-04"}
    )
    assert sent.status_code == 303, sent.text
    run_due(app)
    assert said in people.alice.get("/indicators/sources").text
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(StoredFile)).scalar_one() == left
        row = db.session.execute(sa.select(HandedIn)).scalar_one()
        assert row.file_id is None
        assert figures_for([1])


#: A year of imports a thousand times too large.
THOUSANDS = b"observation_date,IMPMX\n" + b"".join(b"2025-%02d-01,45000000.0\n" % month for month in range(1, 13))


def test_what_looks_like_a_slip_is_held_until_somebody_takes_it(app: Flask, upstream: Upstream) -> None:
    upstream(lambda request: answering(200, THOUSANDS if request.url.params["id"] == "IMPMX" else b"")(request))
    job = fetch(app, "fred")
    assert "another unit?" in job.reason
    assert state(app, "fred").held
    query = sa.select(sa.func.count()).where(Observation.value == Decimal("45000000.0"))
    with app.app_context():
        assert db.session.execute(query).scalar_one() == 0
    fetch(app, "fred", trust=True)
    with app.app_context():
        assert db.session.execute(query).scalar_one() == 12


@pytest.mark.parametrize(("button", "said"), [({"take": "1"}, "12 added"), ({}, "not loaded")])
def test_a_held_file_is_loaded_all_the_same_or_refused_once(
    app: Flask, people: People, button: dict[str, object], said: str
) -> None:
    sent: dict[str, object] = {"file": (io.BytesIO(THOUSANDS), "IMPMX.csv"), "month": "2026-03"}
    assert people.charlie.post("/indicators/sources/files", sent).status_code == 303
    run_due(app)
    page = people.charlie.get("/indicators/sources").text
    assert "held for checking" in page
    assert "Load all the same" in page
    assert "Load all the same" not in people.alice.get("/indicators/sources").text
    assert people.charlie.post("/indicators/sources/files/1", button).status_code == 303
    assert people.charlie.post("/indicators/sources/files/1", button).status_code == 409
    run_due(app)
    assert said in people.charlie.get("/indicators/sources").text
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(StoredFile)).scalar_one() == 0


def test_a_file_without_a_month_is_asked_for_it(people: People) -> None:
    for month, said in (("", "Say in which month it was published"), ("13/2026", "like 2026-10")):
        sent = people.charlie.post("/indicators/sources/files", {"file": (io.BytesIO(b"x"), "a.csv"), "month": month})
        assert sent.status_code == 422
        assert said in sent.text
