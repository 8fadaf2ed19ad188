"""Issues: written, changed, found, listed; how they stand; what hangs on them."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from crm.issues.dates import between
from tests.clients.firm import port_id, sector_id
from tests.institutions.records import add_institution
from tests.issues.records import add_issue, add_update, read
from tests.support import People
from tests.tasks.firm import user

FORM: dict[str, object] = {
    "title_en": "Tomato anti-dumping order", "title_es": "Cuota compensatoria al tomate", "kind": "remedy",
    "state": "dispute", "description": "An order on **fresh tomatoes**.", "recommendation": "File comments together.",
    "citations-0-source": "fr", "citations-0-text": "99 FR 00001 (example)", "citations-0-cited_on": "2026-07-14",
    "citations-0-url": "https://www.federalregister.gov/", "usmca_chapter": "10", "usmca_article": "10.2",
    "hs_codes": "07, 0702.00; 0702", "comments_due_on": "2027-01-15", "effective_on": "2027-02-01",
    "value_amount": "4,200,000", "value_currency": "USD", "value_period": "season",
    "value_note": "Our clients' shipments, 2025 season, their own figures",
}  # fmt: skip


def new_form(**changed: object) -> dict[str, object]:
    return FORM | changed


def test_an_issue_is_added_with_all_it_is_about_and_shown_in_both_languages(app: Flask, people: People) -> None:
    body = add_institution(app, "Department of Examples")
    sector, port = sector_id(app, "agriculture.fresh-vegetables"), port_id(app, "2604")
    answer = people.alice.post("/issues/new", new_form(institutions=body, sectors=sector, ports=port))
    assert answer.status_code == 303
    page = people.dora.get(answer.headers["Location"]).text
    for words in ("Tomato anti-dumping order", "Cuota compensatoria al tomate", "Dispute", "<strong>fresh tomatoes",
                  "File comments together.", "99 FR 00001 (example)", 'href="https://www.federalregister.gov/"',
                  "Department of Examples", "HS 0702.00", "Nogales, AZ", "US$4.2 million a season",
                  "Our clients&#39; shipments", "Art. 10.2", "Jan 15, 2027", "I-20"):  # fmt: skip
        assert words in page, words
    issue = read(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert issue.number == f"I-{issue.year}-{issue.id:04d}"
    assert [row.hs_code for row in issue.hs_codes] == ["07", "0702", "070200"]
    people.dora.post("/language", {"language": "es"})
    assert "Cuota compensatoria al tomate" in people.dora.get("/issues").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title_en": "", "title_es": " "}, "Give the issue a title, in one language at least."),
        ({"hs_codes": "07, 07020"}, "“07020” is not an HS code"),
        ({"hs_codes": "7702"}, "There is no HS chapter 77."),
        ({"citations-0-url": "http://www.federalregister.gov/"}, "This is not a link: it begins with https://."),
        ({"citations-0-url": "javascript:alert(1)"}, "This is not a link"),
        ({"citations-0-text": ""}, "Write the citation beside its link."),
        ({"value_amount": "four"}, "Write the whole amount in digits"),
        ({"value_amount": "-5"}, "Write the whole amount in digits"),
        ({"value_amount": "999999999999999"}, "Write the whole amount in digits"),
        ({"value_note": ""}, "Say what this value is made of, and where it is from."),
        ({"value_period": "decade"}, "Not a valid choice"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_the_words(people: People, changed: dict[str, object], said: str) -> None:
    answer = people.alice.post("/issues/new", new_form(**changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert "File comments together." in answer.text
    assert "Tomato anti-dumping order" not in people.alice.get("/issues").text


def test_a_title_in_one_language_serves_both_and_no_amount_leaves_no_unit(app: Flask, people: People) -> None:
    answer = people.alice.post("/issues/new", new_form(title_en="", value_amount="", value_note="Not counted yet"))
    issue = read(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert issue.title("en") == "Cuota compensatoria al tomate"
    assert (issue.value_amount, issue.value_currency, issue.value_period) == (None, "", "")


def test_a_stale_save_is_409_and_keeps_the_words(app: Flask, people: People) -> None:
    issue = add_issue(app, "Steel quota")
    version = str(read(app, issue).version)
    mine: dict[str, object] = {"title_en": "Steel quota, mine", "kind": "tariff", "state": "watch", "version": version}
    theirs: dict[str, object] = {
        "title_en": "Steel quota, theirs",
        "kind": "tariff",
        "state": "dialogue",
        "version": version,
    }
    theirs |= {"hs_codes": "72", "value_currency": "USD", "value_period": "year"}
    mine |= {"value_currency": "USD", "value_period": "year"}
    assert people.bob.post(f"/issues/{issue}/edit", theirs).status_code == 303
    answer = people.alice.post(f"/issues/{issue}/edit", mine)
    assert answer.status_code == 409
    for words in ("Somebody saved this record", "Steel quota, mine", "Steel quota, theirs", "Dialogue"):
        assert words in answer.text
    assert read(app, issue).title_en == "Steel quota, theirs"
    fresh = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert fresh is not None
    assert people.alice.post(f"/issues/{issue}/edit", mine | {"version": fresh[1]}).status_code == 303


def test_a_save_of_the_same_writes_nothing(app: Flask, people: People) -> None:
    answer = people.alice.post("/issues/new", new_form())
    issue = int(answer.headers["Location"].rsplit("/", 1)[1])
    before = read(app, issue).version
    assert people.alice.post(f"/issues/{issue}/edit", new_form(version=before)).status_code == 303
    assert read(app, issue).version == before


def test_the_latest_update_gives_the_colour_and_the_history_tells_it_in_words(app: Flask, people: People) -> None:
    issue = add_issue(app, "Port hours")
    add_update(app, issue, "green", "Hours are kept")
    add_update(app, issue, "amber", "An old note", datetime(2026, 1, 5, 18, tzinfo=UTC))
    assert read(app, issue).colour == "green"
    answer = people.alice.post(f"/issues/{issue}/updates/add", {"colour": "red", "text": "Saturday hours end"})
    assert answer.status_code == 303
    page = people.dora.get(f"/issues/{issue}/updates").text
    assert page.index("Saturday hours end") < page.index("Hours are kept") < page.index("An old note")
    assert read(app, issue).colour == "red"
    trail = people.dora.get(f"/issues/{issue}/history").text
    assert "Red: Saturday hours end" in trail
    assert "Alice" in trail
    assert people.alice.post(f"/issues/{issue}/updates/add", {"colour": "", "text": ""}).status_code == 422


def test_an_archived_issue_leaves_list_search_picker_and_dates(app: Flask, people: People) -> None:
    day = date(2027, 3, 1)
    issue = add_issue(app, "Trucking rule", effective_on=day)
    places = ("/issues", "/search?q=trucking", "/issues/pick?q=trucking")
    assert all("rucking" in people.bob.get(place).text.replace("<mark>", "") for place in places)
    assert people.bob.post(f"/issues/{issue}/archive", {"version": read(app, issue).version}).status_code == 303
    assert not any("rucking rule" in people.bob.get(place).text for place in places)
    assert "Trucking rule" in people.bob.get("/issues?archived=1").text
    assert "Trucking rule" in people.bob.get(f"/issues/{issue}").text
    with app.app_context():
        assert between(user("bob"), day, day) == []
    assert people.bob.post(f"/issues/{issue}/restore", {"version": 1}).status_code == 409
    assert people.bob.post(f"/issues/{issue}/restore", {"version": read(app, issue).version}).status_code == 303
    assert "Trucking rule" in people.bob.get("/issues").text


def test_dates_come_by_day_with_their_kind(app: Flask) -> None:
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    late = add_issue(app, "Late", effective_on=date(2027, 1, 31), comments_due_on=date(2027, 1, 2))
    add_issue(app, "Settled", state="settled", effective_on=date(2027, 1, 9))
    add_issue(app, "Outside", effective_on=date(2027, 2, 1), comments_due_on=date(2026, 12, 31))
    soon = add_issue(app, "Soon", effective_on=date(2027, 1, 1))
    with app.app_context():
        found = [(day, kind, issue.id) for day, kind, issue in between(user("dora"), first, last)]
    assert found == [
        (date(2027, 1, 1), "effective", soon), (date(2027, 1, 2), "comment_deadline", late),
        (date(2027, 1, 31), "effective", late),
    ]  # fmt: skip
