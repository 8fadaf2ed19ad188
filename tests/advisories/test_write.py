"""An advisory begun, its clients chosen, put before a partner, decided; lost races."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.advisories.rights import may_decide
from crm.audit.models import AuditEntry
from crm.clients.models.client import ClientBarrier
from crm.core.db import db, unit_of_work
from crm.indicators.models import Series
from crm.issues import positions
from tests.advisories.records import WORDS, add_advisory, add_with_contact, logged, read, rows
from tests.clients.firm import add_client, sector_codes, sector_id, user_id
from tests.issues.records import add_issue
from tests.notices.records import change_user
from tests.support import People, count_queries

SERIES = "census-us-imports-mx"


def series_id(app: Flask, key: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Series.id).where(Series.key == key)).scalar_one()


def test_an_issue_a_series_and_a_sector_choose_only_clients_that_the_writer_may_see(app: Flask, people: People) -> None:
    _top, child, _other = sector_codes(app)
    sector = sector_id(app, child)
    seen = add_client(app, "Abierta", sectors=[sector])
    hidden = add_client(app, "Qxoculta", access="team", sectors=[sector])
    issue = add_issue(app, "Wait times")
    with app.app_context(), unit_of_work(None) as work:
        for client in (seen, hidden):
            positions.add(work, issue, client, "", "")
    page = people.alice.get(f"/advisories/new?issue={issue}").text
    assert "Abierta" in page
    assert "Qxoculta" not in page
    assert f"/advisories/new?issue={issue}" in people.alice.get(f"/issues/{issue}").text.replace("&amp;", "&")
    sent: list[tuple[str, dict[str, Any]]] = [
        (f"?issue={issue}", {"rule": "issue"}),
        ("", {"rule": "sector", "sector_id": sector}),
        ("", {"rule": "none", "clients": [seen]}),
    ]
    for query, more in sent:
        answer = people.alice.post(f"/advisories/new{query}", {**WORDS, **more})
        number = int(answer.headers["Location"].rsplit("/", 1)[1])
        assert list(rows(app, number)) == [seen], more
    assert people.alice.post("/advisories/new", {**WORDS, "clients": [hidden]}).status_code == 422
    assert "Choose the sector." in people.alice.post("/advisories/new", {**WORDS, "rule": "sector"}).text
    assert people.alice.get("/advisories/new?issue=99999999999999999999&series=x").status_code == 200
    key = series_id(app, SERIES)
    page = people.alice.get(f"/advisories/new?series={key}").text
    for told in ("US Census Bureau", "as published", "según lo publicado", "US$", "Abierta"):
        assert told in page, told
    assert f"/advisories/new?series={key}" in people.alice.get(f"/indicators/{SERIES}").text
    assert "/advisories/new" not in people.dora.get(f"/indicators/{SERIES}").text, "an analyst writes none"


def test_a_client_is_added_and_taken_out_and_a_stale_page_keeps_its_words(app: Flask, people: People) -> None:
    first, second = (add_client(app, name) for name in ("Uno", "Dos"))
    number = add_advisory(app, [first])
    at = f"/advisories/{number}"
    assert people.alice.post(f"{at}/clients", {"clients": [second], "rule": "none"}).status_code == 303
    assert set(rows(app, number)) == {first, second}
    old = read(app, number).version
    assert people.bob.post(f"{at}/edit", WORDS | {"title_en": "Bob was here", "version": old}).status_code == 303
    answer = people.alice.post(f"{at}/edit", WORDS | {"title_en": "Alice was late", "version": old})
    assert answer.status_code == 409
    assert "Bob was here" in answer.text
    assert "Alice was late" in answer.text
    assert people.alice.post(f"{at}/clients/{second}/remove", {"version": old}).status_code == 409
    assert people.alice.post(f"{at}/clients/{second}/remove").status_code == 303
    assert set(rows(app, number)) == {first}
    assert people.alice.post(f"{at}/edit", {"title_en": "", "title_es": ""}).status_code == 422
    with app.app_context():
        kinds = sa.select(sa.func.count()).where(AuditEntry.kind == "advisory", AuditEntry.record_id == number)
        assert db.session.execute(kinds).scalar_one() >= 4


def test_a_partner_other_than_its_author_approves_or_sends_back_with_a_word_why(app: Flask, people: People) -> None:
    client = add_with_contact(app, "Uno", "uno@example.org")
    number = add_advisory(app, [client], by="charlie")
    at = f"/advisories/{number}"
    change_user(app, "bob", role="partner")
    assert people.alice.post(f"{at}/ask").status_code == 409, "another than its author asks"
    assert people.charlie.post(f"{at}/ask").status_code == 303
    assert people.alice.post(f"{at}/approve").status_code == 403
    assert people.charlie.post(f"{at}/approve").status_code == 409
    assert "New wait times" in people.bob.get("/notifications").text
    assert people.bob.post(f"{at}/send-back", {"reason": " "}).status_code == 422
    assert people.bob.post(f"{at}/send-back", {"reason": "qxshorter"}).status_code == 303
    assert "qxshorter" in people.charlie.get(at).text
    assert people.charlie.post(f"{at}/ask").status_code == 303
    lost = people.bob.post(f"{at}/send-back", {"reason": "qxagain", "version": 1})
    assert lost.status_code == 409
    assert "qxagain" in lost.text
    assert people.charlie.post(f"{at}/edit", {**WORDS}).status_code == 409, "what waits stays as it was read"
    assert people.bob.post(f"{at}/approve").status_code == 303
    assert read(app, number).state == "approved"
    assert people.charlie.post(f"{at}/take-back").status_code == 303
    assert read(app, number).state == "draft"
    assert people.charlie.post(f"{at}/send").status_code == 409
    assert logged(app, client) == []
    assert people.charlie.post(f"{at}/ask").status_code == 303
    change_user(app, "bob", role="consultant")
    with app.app_context():
        partner = db.session.execute(sa.select(User).where(User.id == user_id(app, "charlie"))).scalar_one()
        assert may_decide(partner, read(app, number)), "the only partner approves their own"


def test_who_may_not_see_a_client_sees_no_advisory_to_it(app: Flask, people: People) -> None:
    one, other = (add_client(app, name) for name in ("Uno", "Dos"))
    number = add_advisory(app, [one, other], title_en="qxsecret")
    assert "qxsecret" in people.bob.get("/advisories").text
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientBarrier(client_id=other, user_id=user_id(app, "bob")))
    assert people.bob.get(f"/advisories/{number}").status_code == 404
    assert "qxsecret" not in people.bob.get("/advisories").text
    assert people.bob.post(f"/advisories/{number}/archive").status_code == 404
    assert people.alice.post(f"/advisories/{number}/archive").status_code == 303
    assert "qxsecret" not in people.alice.get("/advisories").text
    assert "qxsecret" in people.alice.get("/advisories?state=archived").text


def test_a_missing_text_and_a_missing_address_are_said_before_approval(app: Flask, people: People) -> None:
    spanish = add_with_contact(app, "Uno", "uno@example.org", report_language="es")
    unreachable, bare = add_with_contact(app, "Dos", ""), add_client(app, "Tres")
    number = add_advisory(app, [spanish, unreachable, bare], body_es="")
    page = people.alice.get(f"/advisories/{number}").text
    for told in ("The text in its language is missing.", "does not want to be contacted", "It has no main contact.",
                 "3 clients can't be sent this"):  # fmt: skip
        assert told in page, told
    refused = people.alice.post(f"/advisories/{number}/ask")
    assert refused.status_code == 422
    assert "It can go to no client yet" in refused.text


def test_the_list_and_a_page_ask_as_much_for_many_clients_as_for_few(app: Flask, people: People) -> None:
    number = add_advisory(app, [add_with_contact(app, f"Cliente {n}", f"c{n}@example.org") for n in range(3)])
    counts = []
    for _size in range(2):
        for path in ("/advisories", f"/advisories/{number}"):
            people.alice.get(path)
            with count_queries(app) as seen:
                assert people.alice.get(path).status_code == 200
            counts.append(len(seen))
        more = [add_with_contact(app, f"Otro {n}", f"o{n}@example.org") for n in range(30)]
        number = add_advisory(app, more)
    assert counts[:2] == counts[2:]
