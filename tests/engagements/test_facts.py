"""The facts that a later disclosure needs, and what a report makes of them."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.engagements.importing.kind import KIND
from crm.engagements.models import EngagementConsultant, EngagementPerson
from crm.institutions.models import Post
from tests.engagements.records import add_engagement, read
from tests.importing import taken
from tests.institutions.records import add_institution, add_post, seat
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_client, user

PHOENIX = "America/Phoenix"


def row(app: Flask, model: type, engagement_id: int) -> list[dict[str, object]]:
    with app.app_context():
        table = model.__table__  # type: ignore[attr-defined]
        found = db.session.execute(sa.select(table).where(table.c.engagement_id == engagement_id)).mappings()
        return [dict(each) for each in found]


def consul(app: Flask, official_class: str = "federal") -> tuple[int, int]:
    """Return somebody who holds a post with a class, and the institution."""
    body = add_institution(app, "Port of Nogales", name_es="Puerto de Nogales", country="US")
    post, person = add_post(app, body, "Port director", "Directora del puerto"), add_person(app, "Ana", "Ruiz")
    seat(app, post, person, from_on=date(2022, 1, 1))
    with app.app_context(), unit_of_work(None) as work:
        told = {"official_class": official_class, "class_source": "Chart of 2026", "class_checked_on": date(2026, 9, 1)}
        work.execute(sa.update(Post).where(Post.id == post).values(told))
    return person, body


def test_the_class_of_a_post_is_kept_as_of_that_day(app: Flask) -> None:
    client = add_client(app, "Norte")
    person, body = consul(app)
    key = add_engagement(app, "alice", [client], persons=[person], institutions=[body])
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Post).values(official_class="covered", class_source="Later"))
    (kept,) = row(app, EngagementPerson, key)
    assert (kept["official_class"], kept["class_source"], kept["in_post"]) == ("federal", "Chart of 2026", True)
    assert kept["class_checked_on"] == date(2026, 9, 1)
    (made,), _updated, _rows = taken(app, KIND, "alice", {
        "subject": "Port", "track": "diplomatic", "clients": ["Norte"], "starts_wall": datetime(2026, 10, 1, 9),
        "persons": ["Ana Ruiz"],
    })  # fmt: skip
    assert row(app, EngagementPerson, made)[0]["official_class"] == "covered"


def test_roles_minutes_and_classes_are_edited_on_a_page_of_their_own(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    guest = add_person(app, "Luz", "Mora")
    place(app, guest, client, title="Directora")
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    key = add_engagement(app, "alice", [client], persons=[guest], consultants=[alice, bob])
    ours = {each["user_id"]: each for each in row(app, EngagementConsultant, key)}
    assert (ours[alice]["role"], ours[bob]["role"], ours[bob]["firm_role"]) == ("lead", "attending", "consultant")
    path = f"/engagements/{key}/parties"
    assert "Luz Mora" in people.alice.get(path).text
    sent = {"ours-0-key": bob, "ours-0-role": "interpreter", "ours-0-minutes": "30", "theirs-0-key": guest,
            "theirs-0-official_class": "state", "version": read(app, key).version}  # fmt: skip
    assert people.alice.post(path, sent).status_code == 422
    sent["theirs-0-class_source"] = "State gazette"
    assert people.alice.post(path, {**sent, "version": 99}).status_code == 409
    assert people.alice.post(path, sent).status_code == 303
    ours = {each["user_id"]: each for each in row(app, EngagementConsultant, key)}
    assert (ours[bob]["role"], ours[bob]["minutes"], ours[alice]["role"]) == ("interpreter", 30, "lead")
    assert row(app, EngagementPerson, key)[0]["class_source"] == "State gazette"
    history = people.alice.get(f"/engagements/{key}/history").text
    assert "Interpreter 30" in history
    assert "US state official" in history
    with app.app_context():
        kinds = db.session.execute(sa.select(AuditEntry.changes).where(AuditEntry.record_id == key)).scalars().all()
        assert any(change[0] == "classes" for changes in kinds for change in changes)
    assert people.dora.get(path).status_code == 403


@pytest.mark.parametrize("named", [True, False])
def test_a_report_names_officials_only_where_it_may(app: Flask, people: People, named: bool) -> None:
    client = add_client(app, "Norte")
    person, body = consul(app)
    guest = add_person(app, "Luz", "Mora")
    place(app, guest, client, title="Directora")
    start = datetime.combine(today_in(PHOENIX).replace(day=1) - timedelta(days=3), datetime.min.time())
    add_engagement(
        app, "alice", [client], persons=[person, guest], institutions=[body], name_officials=named, starts_wall=start,
        summary_en="We met.",
    )  # fmt: skip
    sent = {"client_id": client, "period": "last-month", "language": "en"}
    address = people.alice.post("/reports/new", sent).headers["Location"]
    page = people.alice.get(address).text
    table = people.alice.post(f"{address}/files", {"format": "csv"}).text
    assert "Port of Nogales" in page
    assert ("Ana Ruiz, Port director" in page) is named
    assert ("Ana Ruiz" in table) is named
    assert "Luz Mora" not in page
