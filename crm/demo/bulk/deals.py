"""Plain rows of the pipeline and the mandates of the made-up database: as many in a small firm as in a large one."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from crm.core.text import fold
from crm.demo.bulk.rows import SEED, Lists, Row, Rows

#: What a busy firm has open at once, and what it has decided in two years.
OPEN: Final = 2000
DECIDED: Final = 3000
MANDATES: Final = 500
OBJECTIVES_EACH, HOURS_EACH = 4, 20
WORK: Final = ("Labor-value certification", "Origin audit", "Retainer", "Permit file", "Tariff review", "Site search")
BASES: Final = ("retainer", "fixed", "success", "hourly")


def deal_rows(clients: int, today: date, lists: Lists, stages: Mapping[str, int]) -> Rows:
    """Return all opportunities with their moves, by model name; `stages`: ids by code, in the firm's order."""
    rows: Rows = {"Opportunity": [], "StageMove": []}
    open_ones = [key for code, key in stages.items() if code not in {"signed", "not-won", "on-hold"}]
    for number in range(1, OPEN + DECIDED + 1):
        rng = random.Random(SEED * 10**9 + 4 * 10**8 + number)  # noqa: S311 - made-up data
        decided = number > OPEN
        last = rng.randrange(len(open_ones))
        way = open_ones[: last + 1]
        if decided:
            # As many as there are mandates were signed, each with its own.
            way = [*way, stages["signed" if number <= OPEN + MANDATES else "not-won"]]
        days = sorted(rng.sample(range(1, 730 if decided else 200), len(way)), reverse=True)
        at = [datetime.combine(today - timedelta(days=day), time(18), tzinfo=UTC) for day in days]
        item = _deal(number, clients, today, rng, lists)
        item |= {"stage_id": way[-1], "stage_since": at[-1], "closed_at": at[-1] if decided else None,
                 "created_at": at[0], "updated_at": at[-1]}  # fmt: skip
        if decided and number <= OPEN + MANDATES:
            item |= {"mandate_id": number - OPEN, "client_id": _client(number - OPEN, clients)}
        elif decided:
            item["lost_reason"] = rng.choice(("price", "timing", "other_firm", "no_answer"))
        rows["Opportunity"].append(item)
        rows["StageMove"].extend(
            {"opportunity_id": number, "from_stage_id": before, "to_stage_id": after, "at": moment,
             "user_id": item["account_lead_id"]}
            for before, after, moment in zip([None, *way], way, at, strict=False)
        )  # fmt: skip
    return rows


def _client(number: int, clients: int) -> int:
    return number * 7 % clients + 1


def _deal(number: int, clients: int, today: date, rng: random.Random, lists: Lists) -> Row:
    title = f"{rng.choice(WORK)} {number}"
    valued = rng.random() < 0.85  # noqa: PLR2004 - share with a value
    return {
        "id": number, "version": 1, "client_id": _client(number, clients), "title": title, "title_key": fold(title),
        "search_text": fold(title), "notes": "", "service_line_id": rng.choice(lists.services),
        "value_amount": Decimal(rng.randrange(2, 200) * 500) if valued else None,
        "value_currency": rng.choice(("USD", "USD", "MXN")) if valued else "", "fee_basis": rng.choice(BASES),
        "probability": rng.randrange(0, 101, 5) if rng.random() < 0.2 else None,  # noqa: PLR2004
        "expected_on": today + timedelta(days=rng.randrange(-20, 200)) if rng.random() < 0.9 else None,  # noqa: PLR2004
        "account_lead_id": rng.choice((*lists.users, lists.measured)), "source": "referral", "source_note": "",
        "next_step": "Send the draft", "next_step_on": today + timedelta(days=rng.randrange(30)), "lost_reason": "",
        "lost_note": "", "mandate_id": None, "created_by_id": lists.measured, "archived_at": None,
    }  # fmt: skip


def mandate_rows(clients: int, today: date, lists: Lists) -> Rows:
    """Return all mandates with objectives, deliverables and hours, by model name."""
    rows: Rows = {name: [] for name in ("Mandate", "Objective", "Deliverable", "TimeUsed")}
    for number in range(1, MANDATES + 1):
        rng = random.Random(SEED * 10**9 + 5 * 10**8 + number)  # noqa: S311 - made-up data
        title, begun = f"{rng.choice(WORK)} {number}", today - timedelta(days=rng.randrange(30, 360))
        moment = datetime.combine(begun, time(18), tzinfo=UTC)
        stamp: dict[str, Any] = {"version": 1, "created_at": moment, "updated_at": moment, "archived_at": None}
        rows["Mandate"].append({
            "id": number, **stamp, "client_id": _client(number, clients), "title": title, "title_key": fold(title),
            "search_text": fold(title), "scope": "", "lead_id": rng.choice(lists.users), "starts_on": begun,
            "ends_on": begun + timedelta(days=365), "renewal_on": begun + timedelta(days=300), "signed_on": begun,
            "service_line_id": rng.choice(lists.services), "fee_basis": "retainer", "fee_amount": Decimal(4000),
            "fee_currency": "USD", "fee_rhythm": "month", "fee_note": "", "retainer_minutes": 1200,
            "state": "active", "end_reason": "", "created_by_id": lists.measured,
            "next_report_on": today + timedelta(days=rng.randrange(30)),
        })  # fmt: skip
        part = {"mandate_id": number, **stamp}
        for place in range(OBJECTIVES_EACH):
            due = today + timedelta(days=rng.randrange(-30, 200))
            rows["Objective"].append({**part, "title": f"Objective {place + 1}", "measure": "", "state": "on_track",
                                      "progress": rng.randrange(100), "blocker": "", "due_on": due,
                                      "position": place})  # fmt: skip
            rows["Deliverable"].append({**part, "title": f"Report {place + 1}", "due_on": due, "note": "",
                                        "position": place})  # fmt: skip
        rows["TimeUsed"].extend(
            {**part, "user_id": lists.measured, "worked_on": today - timedelta(days=3 * place), "note": "Calls",
             "minutes": rng.randrange(15, 240, 15)}
            for place in range(HOURS_EACH)
        )  # fmt: skip
    return rows
