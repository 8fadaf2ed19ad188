"""C1: two people edit one record at once; nobody's words are overwritten in silence."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.clients.models.client import Client
from crm.core.db import db
from crm.engagements.models import Engagement
from tests.engagements.records import form as engagement_form
from tests.engines import Engine
from tests.support import People, Person

#: Every order in which two people open (small letter) and save (capital); `*` saves both at the same moment.
IN_TURN = ("aAbB", "bBaA")
RACES = ("abAB", "abBA", "baAB", "baBA")
AT_ONCE = "ab*"
SCHEDULES = (*IN_TURN, *RACES, AT_ONCE)
CLIENT = {"country": "MX", "status": "active", "access": "firm", "report_language": "es"}


@dataclass
class Field:
    """The page where a record is edited, what its form needs, and the text that both people write."""

    page: str
    form: dict[str, Any]
    name: str
    stored: sa.Select[str]


@dataclass
class Editor:
    """One person with the form open."""

    person: Person
    field: Field
    words: str
    opened: tuple[str, str] = ("", "")

    def open(self) -> None:
        """Open the edit page and keep its token and version."""
        page = self.person.get(self.field.page).text
        found = [re.search(rf'name="{name}"[^>]*value="([^"]+)"', page) for name in ("csrf_token", "version")]
        assert found[0]
        assert found[1]
        self.opened = (found[0][1], found[1][1])

    def save(self) -> TestResponse:
        """Send the form as it was opened, with one's own words."""
        token, version = self.opened
        sent = {**self.field.form, "csrf_token": token, "version": version, self.field.name: self.words}
        return self.person.http.post(self.field.page, data=sent)


@dataclass
class Tally:
    """What all rounds came to."""

    rounds: int = 0
    overwritten: int = 0
    lost: int = 0
    kept: int = 0
    refused_in_turn: int = 0
    other_text_stored: int = 0


def at_once(*editors: Editor) -> list[tuple[Editor, TestResponse]]:
    """Save from two threads at the same moment; the accepted save comes first."""
    together = Barrier(len(editors))

    def save(editor: Editor) -> tuple[Editor, TestResponse]:
        together.wait()
        return editor, editor.save()

    with ThreadPoolExecutor(len(editors)) as pool:
        return sorted(pool.map(save, editors), key=lambda pair: pair[1].status_code)


def play(schedule: str, alice: Editor, bob: Editor) -> list[tuple[Editor, TestResponse]]:
    """Run one schedule; returns who saved, in order, with the answers."""
    saves = []
    for step in schedule:
        editor = alice if step in "aA" else bob
        if step == "*":
            saves += at_once(alice, bob)
        elif step.islower():
            editor.open()
        else:
            saves.append((editor, editor.save()))
    return saves


def count(tally: Tally, schedule: str, saves: list[tuple[Editor, TestResponse]], stored: str) -> None:
    """Add one round: in turn both are saved; in a race the first is, and the second is shown both texts."""
    (first, won), (second, answer) = saves
    tally.rounds += 1
    assert won.status_code == 303, won.text
    if schedule in IN_TURN:
        tally.refused_in_turn += answer.status_code != 303
        tally.other_text_stored += stored != second.words
        return
    tally.lost += answer.status_code == 409
    tally.overwritten += answer.status_code == 303
    tally.other_text_stored += stored != first.words
    # The words in which both differ are marked within the texts.
    shown = unescape(re.sub(r"</?(?:ins|del)>", "", re.sub(r"<br\s*/?>\s*", "\n", answer.text)))
    tally.kept += all(line in shown for text in (first.words, second.words) for line in text.split("\n"))


def race(app: Flask, people: People, field: Field, rounds: int, text: str) -> Tally:
    """Play all schedules in turn, each with words of its own."""
    tally = Tally()
    for number in range(rounds):
        schedule = SCHEDULES[number % len(SCHEDULES)]
        editors = [Editor(p, field, text.format(n=number, who=p.name)) for p in (people.alice, people.bob)]
        saves = play(schedule, *editors)
        with app.app_context():
            stored = db.session.execute(field.stored).scalar_one()
        count(tally, schedule, saves, stored)
    return tally


def both_races(app: Flask, people: People, rounds: int) -> dict[str, Tally]:
    """Race for a client's name and for an engagement's note."""
    made = people.alice.post("/clients/new", {**CLIENT, "name": "Carrera"})
    client_id = int(made.headers["Location"].rsplit("/", 1)[1])
    form = engagement_form([client_id])
    made = people.alice.post("/engagements/new", form)
    engagement_id = int(made.headers["Location"].rsplit("/", 1)[1])
    client = Field(f"/clients/{client_id}/edit", CLIENT, "name", sa.select(Client.name).where(Client.id == client_id))
    note = Field(
        f"/engagements/{engagement_id}/edit", form, "note",
        sa.select(Engagement.note).where(Engagement.id == engagement_id),
    )  # fmt: skip
    paragraph = "Nota {n} de {who}: la señora dijo «sí»\n\n- 3 < 4 & más\n- firma {who} {n}"
    return {
        "client": race(app, people, client, rounds, "Carrera {n} de {who} & Ñandú"),
        "engagement note": race(app, people, note, rounds, paragraph),
    }


def check(tally: Tally) -> None:
    assert tally.overwritten == 0
    assert tally.refused_in_turn == 0
    assert tally.other_text_stored == 0
    assert tally.lost == tally.kept > 0


def test_the_loser_of_a_race_gets_a_409_and_keeps_every_word(app: Flask, people: People) -> None:
    for tally in both_races(app, people, len(SCHEDULES)).values():
        check(tally)


@pytest.mark.bar
@pytest.mark.bar_only
def test_no_words_are_overwritten_in_two_hundred_rounds(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    tallies = both_races(app, people, 15 * len(SCHEDULES))
    for what, tally in tallies.items():
        figure("C1", engine.name, f"{what}: {tally.rounds} rounds of {len(SCHEDULES)} interleavings, "
               f"{tally.overwritten} silent overwrites, {tally.lost} losers got 409, {tally.kept} saw both texts, "
               f"{tally.refused_in_turn} refused without need")  # fmt: skip
    for tally in tallies.values():
        check(tally)
