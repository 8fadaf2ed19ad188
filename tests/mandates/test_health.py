"""Are we doing what they pay for? Each fact against a case that was reckoned by hand, in both languages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask, g
from flask_babel import force_locale

from crm.mandates.health import Fact, facts
from crm.mandates.listed import hours_by_month
from crm.mandates.models import Deliverable, Mandate, Objective, Result, TimeUsed
from crm.mandates.parts import PARTS

TODAY = date(2026, 11, 26)
OBJECTIVES, DELIVERABLES, RESULTS, HOURS, TERM, REPORT = range(6)


def told(app: Flask, language: str, place: int, values: dict[str, Any], rows: dict[str, Sequence[Any]]) -> Fact:
    """Return one fact of a mandate with these values and rows, on 26 November 2026."""
    mandate = Mandate(**{"state": "active", "starts_on": date(2026, 1, 1), **values})
    with app.test_request_context(), force_locale(language):
        g.crm_language = language
        return facts(mandate, {name: rows.get(name, ()) for name in PARTS}, TODAY)[place]


def objectives(*states: str) -> dict[str, Sequence[Any]]:
    return {"objectives": [Objective(state=state) for state in states]}


def due(*days: tuple[date | None, date | None]) -> dict[str, Sequence[Any]]:
    return {"deliverables": [Deliverable(due_on=each, delivered_on=given) for each, given in days]}


def worked(*entries: tuple[date, int]) -> dict[str, Sequence[Any]]:
    return {"time": [TimeUsed(worked_on=each, minutes=minutes) for each, minutes in entries]}


def confirmed(*names: str) -> dict[str, Sequence[Any]]:
    return {"results": [Result(confirmed_by=name) for name in names]}


NOV, OCT = date(2026, 11, 3), date(2026, 10, 31)
CASES: list[tuple[int, dict[str, Any], dict[str, Sequence[Any]], tuple[str, str, str], tuple[str, str]]] = [
    (OBJECTIVES, {}, {}, ("none yet", "Say what the client hired us to reach.", "warn"),
     ("aún ninguno", "nos contrató el cliente")),
    (OBJECTIVES, {}, objectives("achieved", "on_track"), ("1 of 2 achieved", "1 on track", "ok"),
     ("1 de 2 logrados", "1 en curso")),
    (OBJECTIVES, {}, objectives("achieved", "at_risk", "at_risk"), ("1 of 3 achieved", "2 at risk", "warn"),
     ("1 de 3 logrados", "2 en riesgo")),
    (OBJECTIVES, {}, objectives("blocked", "at_risk"), ("0 of 2 achieved", "1 at risk · 1 blocked", "bad"),
     ("0 de 2 logrados", "1 en riesgo · 1 detenido")),
    (DELIVERABLES, {}, {}, ("none agreed", "", ""), ("", "")),
    (DELIVERABLES, {}, due((NOV, NOV), (TODAY, None), (None, None)),
     ("1 of 3 delivered", "next on Nov 26, 2026", "ok"), ("", "26 nov 2026")),
    (DELIVERABLES, {}, due((NOV, None), (OCT, None), (OCT, NOV)), ("1 of 3 delivered", "2 late", "bad"), ("", "")),
    (RESULTS, {}, {}, ("none yet", "", ""), ("", "")),
    (RESULTS, {}, confirmed("Luz Mora", ""), ("2 achieved", "1 of them confirmed by somebody", "ok"), ("", "")),
    (HOURS, {}, worked((NOV, 90), (OCT, 600)), ("1.5 h", "not counted against a retainer", ""), ("", "")),
    (HOURS, {"retainer_minutes": 600}, worked((NOV, 90), (TODAY, 60), (OCT, 600), (date(2025, 11, 5), 999)),
     ("2.5 h of 10 h", "7.5 h left", "ok"), ("", "")),
    (HOURS, {"retainer_minutes": 600}, worked((NOV, 600)), ("10 h of 10 h", "0 h left", "ok"), ("", "")),
    (HOURS, {"retainer_minutes": 600}, worked((NOV, 660)), ("11 h of 10 h", "1 h over the retainer", "warn"), ("", "")),
    (TERM, {}, {}, ("until it is ended", "", ""), ("", "")),
    (TERM, {"ends_on": TODAY}, {}, ("0 days left", "until Nov 26, 2026", "ok"), ("", "26 nov 2026")),
    (TERM, {"ends_on": date(2026, 11, 27), "renewal_on": TODAY}, {},
     ("1 day left", "talk about renewal by Nov 26, 2026", "warn"), ("", "26 nov 2026")),
    (TERM, {"ends_on": date(2026, 12, 6), "renewal_on": date(2026, 11, 27)}, {},
     ("10 days left", "talk about renewal by Nov 27, 2026", "ok"), ("", "27 nov 2026")),
    (TERM, {"ends_on": date(2026, 11, 25)}, {},
     ("was to end on Nov 25, 2026", "End it, or write down the new term.", "bad"),
     ("25 nov 2026", "")),
    (TERM, {"state": "ended", "ended_on": OCT, "end_reason": "All done", "ends_on": date(2027, 1, 1)}, {},
     ("ended on Oct 31, 2026", "All done", ""), ("31 oct 2026", "All done")),
    (REPORT, {}, {}, ("no day", "", ""), ("", "")),
    (REPORT, {"next_report_on": TODAY}, {}, ("Nov 26, 2026", "in 0 days", "ok"), ("26 nov 2026", "")),
    (REPORT, {"next_report_on": date(2026, 11, 27)}, {}, ("Nov 27, 2026", "in 1 day", "ok"), ("", "1 día")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case[3][0]}" for number, case in enumerate(CASES)])
def test_each_fact_is_what_was_reckoned_by_hand(app: Flask, case: tuple[Any, ...]) -> None:
    place, values, rows, english, spanish = case
    found = told(app, "en", place, values, rows)
    assert (found.told, found.remark, found.kind) == english
    other = told(app, "es", place, values, rows)
    assert other.kind == found.kind
    for part, words in zip((other.told, other.remark), spanish, strict=True):
        assert words in part
    # Nothing but what somebody typed is left in English.
    untranslated = {found.label} | {text for text in (found.told, found.remark) if any(c.isalpha() for c in text)}
    assert not untranslated & {other.label, other.told, other.remark} - {values.get("end_reason"), "1.5 h"}


def test_a_report_that_is_late_says_for_how_long(app: Flask) -> None:
    found = told(app, "en", REPORT, {"next_report_on": date(2026, 11, 20)}, {})
    assert (found.told, found.kind) == ("Nov 20, 2026", "bad")
    assert "6 days" in found.remark
    assert "6 días" in told(app, "es", REPORT, {"next_report_on": date(2026, 11, 20)}, {}).remark


def test_hours_are_summed_by_month_and_year_the_latest_first() -> None:
    rows = worked((NOV, 30), (TODAY, 45), (OCT, 60), (date(2025, 11, 1), 15))["time"]
    assert hours_by_month(rows) == [(date(2026, 11, 1), 75), (date(2026, 10, 1), 60), (date(2025, 11, 1), 15)]
