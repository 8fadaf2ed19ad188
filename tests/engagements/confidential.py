"""A firm with a note that names its readers and an open one with a sensitive part, for tests."""

from flask import Flask

from crm.core.db import unit_of_work
from crm.engagements import confidential
from crm.engagements.queries import one
from tests.engagements.records import add_engagement, read
from tests.tasks.firm import add_client, user

#: In both texts, and asked for.
BAIT = "zanahoria"
SECRET = "qxzopilote"
WHISPER = "qxsusurro"


def ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [user(name).id for name in names]


def add_part(app: Flask, by: str, item: int, text: str, *readers: str) -> int:
    """Add a sensitive part and return its id."""
    with app.app_context():
        author, chosen = user(by), [user(name).id for name in readers]
        with unit_of_work(author.id) as work:
            found = one.for_edit(author, item)
            assert found is not None
            return confidential.add_part(work, author, found, text, chosen).id


def make_firm(app: Flask) -> dict[str, int]:
    """Make bob's note of an open client, which alice reads besides him; and one open to all with a part for alice."""
    client, (alice, bob) = add_client(app, "Open Fields"), ids(app, "alice", "bob")
    named = add_engagement(
        app, "bob", [client], subject=f"Asunto {SECRET}", note=f"{BAIT} {SECRET} dicho", limited=True, readers=[alice],
        follow_ups=[{"title": f"Seguir {SECRET}", "assignee_id": bob}],
    )  # fmt: skip
    item = add_engagement(app, "bob", [client], subject="Open meeting", note="Nothing hidden here")
    return {
        "client": client, "named": named, "task": read(app, named).tasks[0].task_id, "item": item,
        "part": add_part(app, "bob", item, f"{BAIT} entre nosotros: {WHISPER}", "alice"),
    }  # fmt: skip
