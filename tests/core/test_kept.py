"""Results kept in the process: made once, made anew as soon as what they came from changes, in any process."""

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.clients import options
from crm.core.db import db, unit_of_work
from crm.core.firm import stored_settings
from crm.core.kept import kept
from crm.reference.models import Port, Sector


def test_a_kept_result_is_made_once_until_its_topic_is_touched(app: Flask) -> None:
    made: list[str] = []

    @kept("reference")
    def titles(language: str) -> int:
        made.append(language)
        return len(made)

    with app.app_context():
        assert [titles("en"), titles("en"), titles("es")] == [1, 1, 2]
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(Port).where(Port.code == "2604")).scalar_one().name = "Nogales West"
    with app.app_context():
        assert titles("en") == 3
        assert "Nogales West, AZ (2604)" in [choice.label for choice in options.ports()]


def test_a_change_that_is_rolled_back_is_not_seen(app: Flask) -> None:
    with app.app_context():
        before = [choice.label for choice in options.sectors("en")]
        stamp = stored_settings()["stamp.reference"]
    with app.app_context():
        try:
            with unit_of_work(None) as work:
                work.execute(sa.select(Sector).where(Sector.code == "tourism")).scalar_one().title_en = "Travel"
                work.flush()
                raise LookupError  # noqa: TRY301 - something goes wrong after the flush
        except LookupError:
            pass
        assert [choice.label for choice in options.sectors("en")] == before
        assert stored_settings()["stamp.reference"] == stamp


def test_kept_people_outlive_the_session_they_came_from(app: Flask) -> None:
    with app.app_context():
        first = consultants()
        db.session.rollback()
        db.session.remove()
    with app.app_context():
        assert [person.name for person in consultants()] == [person.name for person in first]
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(User).where(User.email == "bob@example.com")).scalar_one().active = False
    with app.app_context():
        assert "Bob" not in [person.name for person in consultants()]
