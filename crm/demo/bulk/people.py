"""Plain rows of the made-up people: three at each client, with a phone, an address, a role; and clients' own fields."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from crm.core.text import fold
from crm.demo.bulk import words
from crm.demo.bulk.rows import SEED, Row, Rows
from crm.demo.content_files import read

PEOPLE_EACH = 3
TITLES = (("Dirección general", "director"), ("Comercio exterior", "trade"), ("Finanzas", "finance"))
#: Those who do not want to be written to.
SILENT_SHARE = 0.01
OWNERSHIP = ("family", "us-group", "cooperative", "listed")


def people_rows(numbers: range) -> Rows:
    """Return the people of these clients (numbers are the clients' ids) by model name."""
    rows: Rows = {name: [] for name in ("Person", "PersonPhone", "PersonEmail", "ClientPerson")}
    for client in numbers:
        rng = random.Random(SEED * 10**9 + 5 * 10**8 + client)  # noqa: S311 - made-up data
        for place, (title, kind) in enumerate(TITLES):
            number = (client - 1) * PEOPLE_EACH + place + 1
            given, _blank, surname = words.person(rng).partition(" ")
            email = f"p{number}@client{client}.example.com"
            rows["Person"].append(_person(number, given, surname, email, rng))
            rows["PersonPhone"].append({
                "person_id": number, "number": f"+52662{(number * 7) % 10**7:07d}", "kind": "mobile",
                "whatsapp": number % 2 == 0, "position": 0,
            })  # fmt: skip
            rows["PersonEmail"].append({"person_id": number, "address": email, "position": 0})
            rows["ClientPerson"].append({
                "client_id": client, "person_id": number, "title": title, "kind": kind, "is_primary": place == 0,
                "version": 1, "created_at": rows["Person"][-1]["created_at"],
                "updated_at": rows["Person"][-1]["created_at"], "from_on": None, "to_on": None,
            })  # fmt: skip
    return rows


def _person(number: int, given: str, surname: str, email: str, rng: random.Random) -> Row:
    second = rng.choice(read("bulk")["last_names"])
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=20 * number)
    return {
        "id": number, "version": 1, "created_at": moment, "updated_at": moment, "honorific": "", "given_name": given,
        "surname": surname, "second_surname": second, "name_key": fold(f"{surname} {second} {given}"),
        "search_text": fold(f"{given} {surname} {second} {email}"), "language": rng.choice(("es", "es", "en")),
        "preferred_channel": "", "do_not_contact": rng.random() < SILENT_SHARE, "consent_source": "", "notes": "",
        "consent_on": None, "privacy_notice_on": None, "created_by_id": None, "archived_at": None,
    }  # fmt: skip


def value_rows(numbers: range, fields: dict[str, int], tags: list[int]) -> Rows:
    """Return own fields and tags of these clients by model name; `fields` are the ids of the demo's fields by code."""
    rows: Rows = {"ClientValue": [], "ClientTag": []}
    for client in numbers:
        rng = random.Random(SEED * 10**9 + 6 * 10**8 + client)  # noqa: S311 - made-up data
        employees, ownership = rng.randrange(5, 3000), rng.choice(OWNERSHIP)
        rows["ClientValue"] += [
            {"client_id": client, "field_id": fields["employees-in-mexico"], "value": str(employees),
             "value_key": str(employees), "number": Decimal(employees)},
            {"client_id": client, "field_id": fields["ownership"], "value": ownership, "value_key": fold(ownership),
             "number": None},
        ]  # fmt: skip
        if rng.random() < 0.2:  # noqa: PLR2004 - share with a tag
            rows["ClientTag"].append({"client_id": client, "tag_id": rng.choice(tags)})
    return rows
