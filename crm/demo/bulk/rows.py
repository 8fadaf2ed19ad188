"""Plain rows of the made-up database, table by table, in chunks: nothing is asked of a database here."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from math import gcd
from typing import Any

from crm.clients.models.client import place_key
from crm.core.dates import to_utc
from crm.core.text import fold
from crm.demo.bulk import words
from crm.demo.content_files import read

ENGAGEMENTS_EACH = 5
SEED = 2026
#: The engagements are spread over these days before today and a few after it.
PAST_DAYS, AHEAD_DAYS = 1095, 10
STATUSES = ("active",) * 12 + ("prospect",) * 4 + ("dormant",) * 3 + ("former",)
CHANNELS = ("phone", "video", "in_person", "email", "whatsapp", "letter", "event", "site_visit", "hearing")
HOURS = tuple(time(hour, minute) for hour in range(8, 18) for minute in (0, 30))
TEAM_SHARE, TEAM_ONLY_SHARE = 0.05, 0.03

#: Nobody looks after more clients than this; the others have no account lead.
LED_EACH = 200

#: What one consultant looks after by hand, whatever the size of the firm.
MEASURED_LEADS = 30

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Lists:
    """What the rows refer to: ids of accounts, ports and sectors (with top sector and chapters)."""

    users: Sequence[int]
    ports: Sequence[int]
    #: (id, code of the top sector, HS chapters).
    sectors: Sequence[tuple[int, str, Sequence[str]]]
    #: How many of all clients have an account lead, 0 to 1.
    led_share: float
    #: The account that is measured: it leads the first clients, as many in a small firm as in a large one.
    measured: int
    #: Ids of the service lines.
    services: Sequence[int] = ()


def client_rows(numbers: range, lists: Lists) -> Rows:
    """Return the clients of these numbers (ids) and their link rows, by model name."""
    rows: Rows = {name: [] for name in ("Client", "ClientSector", "ClientChapter", "ClientPort", "ClientMember")}
    for number in numbers:
        rng = random.Random(SEED * 10**9 + number)  # noqa: S311 - made-up data
        sector_id, top, chapters = lists.sectors[number % len(lists.sectors)]
        rows["Client"].append(_client(number, top, rng, lists))
        rows["ClientSector"].append({"client_id": number, "sector_id": sector_id, "is_primary": True})
        if rng.random() < 0.3:  # noqa: PLR2004 - share of clients in two sectors
            other = rng.choice([row[0] for row in lists.sectors if row[0] != sector_id])
            rows["ClientSector"].append({"client_id": number, "sector_id": other, "is_primary": False})
        for chapter in chapters[:2]:
            direction = rng.choice(("northbound", "southbound", "both"))
            rows["ClientChapter"].append({"client_id": number, "hs_code": chapter, "direction": direction})
        rows["ClientPort"].append({"client_id": number, "port_id": rng.choice(lists.ports)})
        if rows["Client"][-1]["access"] == "team" or rng.random() < TEAM_SHARE:
            others = [user for user in lists.users if user != rows["Client"][-1]["account_lead_id"]]
            rows["ClientMember"].extend({"client_id": number, "user_id": user} for user in rng.sample(others, 2))
    return rows


def _client(number: int, top: str, rng: random.Random, lists: Lists) -> Row:
    country, state, city, _zone = rng.choice(read("bulk")["places"])
    name = words.client_name(top, number)
    legal = f"{name}, S.A. de C.V." if country == "MX" else f"{name} LLC"
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    lead = rng.choice(lists.users) if rng.random() < lists.led_share else None
    if number <= MEASURED_LEADS:
        lead = lists.measured
    return {
        "id": number, "version": 1, "created_at": moment, "updated_at": moment, "name": name, "name_key": fold(name),
        "place_key": _place(country, state, city), "search_text": fold(f"{name} {legal} {city}"),
        "legal_name": legal, "business": "", "tax_id": "",
        "status": rng.choice(STATUSES), "access": "team" if rng.random() < TEAM_ONLY_SHARE else "firm",
        "country": country, "state": state, "city": city, "account_lead_id": lead,
        "website": f"https://client{number}.example.com", "archived_at": None,
        "phone": f"+52662{number % 10**7:07d}" if country == "MX" else f"+1602555{number % 10**4:04d}",
        "report_language": "es" if country == "MX" else "en",
    }  # fmt: skip


@cache
def _place(country: str, state: str, city: str) -> str:
    return place_key(country, state, city)


def engagement_rows(numbers: range, clients: int, today: date, lists: Lists) -> Rows:
    """Return the engagements of these numbers (ids) with their links and follow-ups, by model name.

    Numbers rise with time, as they do in life; the engagements of one client lie far apart.
    """
    rows: Rows = {
        name: []
        for name in (
            "Engagement", "EngagementClient", "EngagementConsultant", "EngagementUsmca", "Task", "TaskClient",
            "EngagementTask",
        )
    }  # fmt: skip
    for number in numbers:
        rng = random.Random(SEED * 10**9 + 2 * 10**8 + number)  # noqa: S311 - made-up data
        client = client_of(number, clients)
        slot = words.slots(rng, read("bulk")["middles"][client % len(read("bulk")["middles"])])
        author = lists.measured if client <= MEASURED_LEADS else rng.choice(lists.users)
        item = _engagement(number, clients, today, rng, slot)
        item["created_by_id"] = author
        rows["Engagement"].append(item)
        link = {"engagement_id": number}
        rows["EngagementClient"].append({**link, "client_id": client, "starts_at": item["starts_at"]})
        rows["EngagementConsultant"].append({**link, "user_id": author})
        if rng.random() < 0.2:  # noqa: PLR2004 - share with a chapter of the treaty
            rows["EngagementUsmca"].append({**link, "chapter_number": rng.randrange(1, 35)})
        if number % ENGAGEMENTS_EACH == 0:
            task = number // ENGAGEMENTS_EACH
            rows["Task"].append(_task(task, item, today, rng, slot))
            rows["TaskClient"].append({"task_id": task, "client_id": client})
            rows["EngagementTask"].append({**link, "task_id": task})
    return rows


def client_of(number: int, clients: int) -> int:
    """Return the client of an engagement: each comes up five times, in a scattered order."""
    turn, place = divmod(number - 1, clients)
    step = next(candidate for candidate in (7919, 104729, 1299709, 1) if gcd(candidate, clients) == 1)
    return (place * step + turn * 13) % clients + 1


def _engagement(number: int, clients: int, today: date, rng: random.Random, slot: dict[str, str]) -> Row:
    total = clients * ENGAGEMENTS_EACH
    day = today - timedelta(days=PAST_DAYS) + timedelta(days=(PAST_DAYS + AHEAD_DAYS) * number // total)
    zone = rng.choice(read("bulk")["places"])[3]
    wall = datetime.combine(day, rng.choice(HOURS))
    language = rng.choice(("en", "en", "es"))
    texts: Row = {
        "subject": words.subject(rng, language, slot), "note": words.note(rng, language, slot),
        "institution": rng.choice(words.institutions()), "people": f"{slot['p']}, {slot['n']}",
        "summary_en": rng.choice(words.summaries("en")) if language == "en" else "",
        "summary_es": rng.choice(words.summaries("es")) if language == "es" else "",
    }  # fmt: skip
    state = "planned" if day > today else rng.choice(("held",) * 24 + ("cancelled",))
    moment = datetime.combine(min(day, today), time(1), tzinfo=UTC)
    return texts | {
        "id": number, "version": 1, "created_at": moment, "updated_at": moment, "archived_at": None, "state": state,
        "track": rng.choice(("diplomatic", "trade", "trade")), "channel": rng.choice(CHANNELS),
        "cancel_reason": "Moved to another month." if state == "cancelled" else "", "outcome": "", "next_step": "",
        "starts_at": to_utc(wall, zone), "starts_wall": wall, "zone": zone, "minutes": rng.choice((15, 30, 45, 60)),
        "search_text": fold(" ".join(texts.values())),
    }  # fmt: skip


def _task(number: int, engagement: Row, today: date, rng: random.Random, slot: dict[str, str]) -> Row:
    due = engagement["starts_wall"].date() + timedelta(days=rng.randrange(2, 30))
    # What fell due long ago is done; of the rest some is late.
    done = due < today - timedelta(days=3) or (due < today and rng.random() < 0.9)  # noqa: PLR2004
    return {
        "id": number, "version": 1, "created_at": engagement["created_at"], "updated_at": engagement["created_at"],
        "title": words.follow_up(rng, slot), "notes": "", "due_on": due, "assignee_id": engagement["created_by_id"],
        "created_by_id": engagement["created_by_id"], "priority": rng.choice(("normal",) * 9 + ("high",)),
        "done_at": datetime.combine(due, time(22), tzinfo=UTC) if done else None,
        "done_by_id": engagement["created_by_id"] if done else None, "archived_at": None,
    }  # fmt: skip


def chunks(total: int, size: int) -> Iterator[range]:
    """Yield the numbers 1 to total in ranges of `size`."""
    yield from (range(first, min(first + size, total + 1)) for first in range(1, total + 1, size))
