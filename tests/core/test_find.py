"""Words anywhere in a name: the telling one is found whichever it is."""

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core import find
from crm.core.db import db, unit_of_work
from crm.people.models import Person


def found(app: Flask, *words: str) -> list[str]:
    with app.app_context():
        where = find.contains_words(Person, Person.search_text, list(words), names=True)
        return sorted(db.session.execute(sa.select(Person.given_name).where(where)).scalars())


@pytest.mark.parametrize("few", [0, 1, 400])
def test_two_common_surnames_and_a_rare_given_name_find_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(find, "RARE", few)
    monkeypatch.setattr(find, "MANY", max(few, 1))
    with app.app_context(), unit_of_work(None) as work:
        names = [("Beatriz", "Güereña", "Brennan"), ("Íñigo", "Güereña", "Brennan"), ("Ana", "Güereña", "Güereña")]
        for given, first, second in names:
            person = Person(given_name=given, surname=first, second_surname=second)
            person.emails = []
            work.add(person)
    assert found(app, "guerena", "brennan", "inigo") == ["Íñigo"]
    assert found(app, "guerena", "guerena") == ["Ana", "Beatriz", "Íñigo"]
    assert found(app, "brennan", "guerena") == ["Beatriz", "Íñigo"]
    assert found(app, "an") == ["Ana", "Beatriz", "Íñigo"]
    assert found(app, "nobody") == []
