"""The people of the demo firm's register as they stand on a day: made up, like their numbers and addresses."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from crm.core.text import fold
from crm.demo.content_files import Row, client_rows, read
from crm.demo.shapes import ContactSpec, HolderSpec

CONSENT = {"en": "Business card handed over", "es": "Tarjeta de presentación entregada"}
#: Days before today: the card was handed over, longer ago for each next person.
FIRST_CARD, NEXT_CARD = 340, 41


def contacts(today: date) -> Iterator[ContactSpec]:
    """Yield the people at clients, each client's primary contact first."""
    known: dict[str, list[Row]] = read("contacts")
    for client in client_rows():
        for number, row in enumerate(known[client["slug"]]):
            roles: list[tuple[str, str, date | None]] = [(client["slug"], row["title"], None)]
            if before := row.get("before"):
                roles.append((before["client"], before["title"], today - timedelta(days=before["until_days_ago"])))
            yield ContactSpec(
                **_person(row, today, number), email=_email(row, client["slug"]), phone=_phone(client["phone"], number),
                is_primary=number == 0, roles=tuple(roles),
            )  # fmt: skip


def holders(today: date) -> Iterator[HolderSpec]:
    """Yield those who hold or held a post, in order of their terms."""
    for number, row in enumerate(read("holders")):
        until = row["to_days_ago"]
        yield HolderSpec(
            **_person(row, today, number), email=_email(row, "government"), phone="", institution=row["institution"],
            post=row["post"], from_on=today - timedelta(days=row["from_days_ago"]),
            to_on=today - timedelta(days=until) if until is not None else None, acting=row["acting"],
        )  # fmt: skip


def _person(row: Row, today: date, number: int) -> dict[str, Any]:
    names = ("honorific", "given_name", "surname", "second_surname", "language")
    return {name: row[name] for name in names} | {
        "do_not_contact": row.get("do_not_contact", False), "consent_source": CONSENT[row["language"]],
        "consent_on": today - timedelta(days=FIRST_CARD - NEXT_CARD * (number % 8)),
    }  # fmt: skip


def _email(row: Row, place: str) -> str:
    name = fold(f"{row['given_name']}.{row['surname']}").replace(" ", "")
    return f"{name}@{place}.example.com"


def _phone(switchboard: str, number: int) -> str:
    """Return a number beside the client's own."""
    return f"{switchboard[:-3]}{(int(switchboard[-3:]) * 7 + 131 * number) % 1000:03d}"
