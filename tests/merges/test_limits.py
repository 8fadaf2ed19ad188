"""What cannot be undone, or merged, any more: after thirty days, in the middle of a chain, an archived record."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.merges.models import Merge
from tests.clients.firm import add_client
from tests.engagements.records import add_engagement
from tests.merges.support import column, ids, merge, send, stands
from tests.support import People


def test_after_thirty_days_a_merge_stays(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    made = merge(app, "clients", keep, other)
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Merge).values(at=now() - timedelta(days=30, minutes=1)))
    page = people.alice.get(f"/merges/{made}").text
    assert "within 30 days" in page
    assert "Undo the merge" not in page
    people.alice.post(f"/merges/{made}/undo")
    assert stands(app, made)
    assert "within 30 days" in people.alice.get(f"/clients/{keep}").text


def test_what_a_merge_remembers_of_people_is_forgotten_when_it_can_no_longer_be_undone(
    app: Flask, people: People
) -> None:
    keep, other = add_client(app, "Una", phone="+526622123456"), add_client(app, "Una SA", phone="+526622123457")
    made = merge(app, "clients", keep, other, phone="right")
    query = sa.select(Merge.before).where(Merge.id == made)
    with app.app_context(), unit_of_work(None) as work:
        assert "+526622123456" in str(work.execute(query).scalar_one())
        work.execute(sa.update(Merge).values(at=now() - timedelta(days=31)))
    later = merge(app, "clients", add_client(app, "Dos"), add_client(app, "Dos SA"))
    with app.app_context():
        assert db.session.execute(query).scalar_one() == {}
    assert "no longer known" in people.alice.get(f"/merges/{made}").text
    assert "no longer known" not in people.alice.get(f"/merges/{later}").text


def test_a_chain_is_undone_from_its_end(app: Flask, people: People) -> None:
    first, second, third = (add_client(app, name) for name in ("A", "B", "C"))
    meetings = [add_engagement(app, "alice", [client]) for client in (first, second, third)]
    one = merge(app, "clients", second, first)
    two = merge(app, "clients", third, second)
    assert ids(app, "engagement_client", "client_id", third, "engagement_id") == meetings
    for client in (first, second):
        assert people.alice.get(f"/clients/{client}").headers["Location"] == f"/clients/{third}"
    assert people.alice.get(f"/clients/{third}/history").text.count("added this record") == 3
    people.alice.post(f"/merges/{one}/undo")
    assert stands(app, one)
    assert "undo that merge first" in people.alice.get(f"/clients/{third}").text
    for made in (two, one):
        assert people.alice.post(f"/merges/{made}/undo").status_code == 303
        assert not stands(app, made)
    for client, meeting in zip((first, second, third), meetings, strict=True):
        assert ids(app, "engagement_client", "client_id", client, "engagement_id") == [meeting]


def test_a_merged_or_archived_record_is_not_merged_again(app: Flask, people: People) -> None:
    keep, other, third = (add_client(app, name) for name in ("A", "B", "C"))
    merge(app, "clients", keep, other)
    for address in (f"/merges/clients/{third}/{other}", f"/merges/clients/{other}/{third}"):
        answer = send(people.alice, address)
        assert answer.status_code == 422
        assert "merged into another record already" in answer.text
    people.alice.post(f"/clients/{third}/archive", {"version": 1})
    answer = send(people.alice, f"/merges/clients/{third}/{keep}")
    assert answer.status_code == 422
    assert "restore it first" in answer.text


def test_one_change_of_many_does_not_bring_a_merged_client_back(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    archived = add_client(app, "Otra")
    people.alice.post(f"/clients/{archived}/archive", {"version": 1})
    merge(app, "clients", keep, other)
    change = {"ids": [other, archived], "expected": "2", "apply": "1", "archive": "restore", "query": "archived=1"}
    assert people.alice.post("/clients/bulk", dict(change)).status_code == 303
    assert column(app, "client", archived, "archived_at") is None
    assert column(app, "client", other, "archived_at") is not None
