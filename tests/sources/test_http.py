"""Fetching: what each source's faults become, what is secret stays so, patience and its bounds."""

from datetime import date

import httpx
import pytest
from flask import Flask

from crm.indicators.parsers.shapes import FileProblem, NoFigures
from crm.sources import census, fred, rates
from crm.sources.declared import SOURCES, Asking
from crm.sources.http import LONGEST_WAIT, TRIES, Answer, Ask, Fetcher, FetchError, Wanted
from tests.sources.upstream import FAULTS, Handler, answering

ASK = Ask("https://www.census.gov/x", secret_params={"key": "TOPSECRET"}, secret_headers={"Bmx-Token": "TOPSECRET"})


def fetcher(handler: Handler, *, step: float = 0.0) -> Fetcher:
    """Return one with a transport of its own, a clock that goes `step` at each look, and no pauses."""
    clock = iter(range(10_000_000))
    return Fetcher(
        httpx.MockTransport(handler), sleep=lambda _s: None, chance=lambda: 0.5, clock=lambda: next(clock) * step
    )


def read(found: Fetcher, wanted: Wanted) -> None:
    answer = found.fetch(wanted.ask)
    if refusal := wanted.judge(answer):
        raise FetchError(refusal)
    wanted.parse(answer.body)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_every_source_becomes_one_sentence(app_here: Flask, source: str, fault: str) -> None:
    asked = SOURCES[source].make(Asking(date(2026, 11, 26), "TOPSECRET", {}, ["0707"]))
    found = fetcher(FAULTS[fault], step=1.0 if fault == "slow drip" else 0.0)
    with app_here.test_request_context(), pytest.raises((FetchError, FileProblem)) as told:
        read(found, asked[0])
    said = str(told.value)
    assert said.strip()
    assert "\n" not in said
    assert "TOPSECRET" not in said + repr(told.value) + repr(asked)
    assert found.calls <= TRIES


def test_a_busy_server_is_tried_again_after_what_it_asks_and_no_longer(app_here: Flask) -> None:
    pauses: list[float] = []
    answers = iter([answering(429, retry_after="30"), answering(503), answering(200)])

    def handle(request: httpx.Request) -> httpx.Response:
        return next(answers)(request)

    found = Fetcher(httpx.MockTransport(handle), sleep=pauses.append, chance=lambda: 0.5)
    with app_here.test_request_context():
        assert found.fetch(ASK).status == 200
    assert pauses == [30.0, 8.0]
    found = Fetcher(httpx.MockTransport(answering(429, retry_after="7200")), sleep=pauses.append)
    with app_here.test_request_context(), pytest.raises(FetchError) as told:
        found.fetch(ASK)
    assert (found.calls, told.value.wait) == (1, 7200.0)
    assert LONGEST_WAIT < 7200


@pytest.mark.parametrize("url", ["http://www.census.gov/x", "https://example.com/x", "https://www.census.gov.evil/x"])
def test_no_other_host_is_asked(app_here: Flask, url: str) -> None:
    with app_here.test_request_context(), pytest.raises(FetchError, match="none of the sources' hosts"):
        fetcher(answering()).fetch(Ask(url))


def test_the_key_goes_with_the_request_and_a_packed_answer_is_unpacked(app_here: Flask) -> None:
    import gzip

    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answering(200, gzip.compress(b"[[1]]"), content_encoding="gzip")(request)

    with app_here.test_request_context():
        assert fetcher(handle).fetch(ASK).body == b"[[1]]"
    assert (seen[0].url.params["key"], seen[0].headers["bmx-token"]) == ("TOPSECRET", "TOPSECRET")


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, headers, body)


def test_census_tells_a_missing_key_from_no_figures_and_from_a_wrong_variable(app_here: Flask) -> None:
    with app_here.test_request_context():
        missing = answer(302, location="https://api.census.gov/data/missing_key.html")
        assert "CRM_CENSUS_KEY" in str(census.judge(missing))
        assert "CRM_CENSUS_KEY" in str(census.judge(Answer(302, {"x-datawebapi-keyerror": "1"}, b"")))
        assert "unknown variable" in str(census.judge(answer(400, b"error: unknown variable 'STATE_NAME'")))
        with pytest.raises(NoFigures):
            census.judge(answer(204))


@pytest.mark.shared
def test_recorded_refusals_of_fred_and_banxico_are_told_apart(app_here: Flask, shared: object) -> None:
    folder = shared / "fixtures"  # type: ignore[operator]
    with app_here.test_request_context():
        assert "CRM_FRED_KEY" in str(fred.judge(answer(400, (folder / "fred_api_bad_key_400.json").read_bytes())))
        token = (folder / "banxico_sie_invalid_token_400.json").read_bytes()
        assert "CRM_BANXICO_TOKEN" in str(rates.judge(answer(400, token)))
        with pytest.raises(FetchError) as told:  # documented: no recorded body of the limit is known
            rates.judge(
                answer(400, '{"error":{"mensaje":"Límite de consultas superado.","secondsToReset":41}}'.encode())
            )
        assert told.value.wait == 41
