import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.reference import queries
from crm.reference.models import Port, Sector
from tests.support import People, Person

FIRM = {
    "firm_name": "Sonora Bridge", "offices": "Hermosillo\nTucson",
    "contact_days_prospect": 20, "contact_days_active": 25, "contact_days_dormant": 90, "contact_days_former": 0,
}  # fmt: skip


def version_of(page: str) -> str:
    return page.split('name="version"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def the(app: Flask, code: str) -> Sector:
    with app.app_context():
        return db.session.execute(sa.select(Sector).where(Sector.code == code)).scalar_one()


def nogales(app: Flask) -> Port:
    with app.app_context():
        return db.session.execute(sa.select(Port).where(Port.code == "2604")).scalar_one()


def test_a_partner_saves_the_firm_and_an_analyst_reads_it(people: People, app: Flask) -> None:
    page = people.charlie.get("/settings").text
    assert people.charlie.post("/settings", {**FIRM, "version": version_of(page)}).status_code == 303
    with app.app_context():
        assert {key: firm_settings()[key] for key in FIRM} == FIRM
    seen = people.dora.get("/settings").text
    assert "Sonora Bridge" in seen
    assert "after 25 days" in seen
    assert 'name="firm_name"' not in seen


def test_the_second_of_two_administrators_gets_409_and_keeps_the_words(people: People, app: Flask) -> None:
    version = version_of(people.erin.get("/settings").text)
    assert people.charlie.post("/settings", {**FIRM, "version": version}).status_code == 303
    late = people.erin.post("/settings", {**FIRM, "firm_name": "Puente Norte", "version": version})
    assert late.status_code == 409
    assert 'value="Puente Norte"' in late.text
    assert "Sonora Bridge" in late.text
    again = people.erin.post("/settings", {**FIRM, "firm_name": "Puente Norte", "version": version_of(late.text)})
    assert again.status_code == 303
    with app.app_context():
        assert firm_settings()["firm_name"] == "Puente Norte"


@pytest.mark.parametrize(
    ("field", "value"),
    [("firm_name", " "), ("contact_days_active", "-1"), ("contact_days_active", "soon"), ("offices", "x" * 1001)],
)
def test_a_wrong_firm_setting_is_refused_beside_its_field(people: People, field: str, value: str) -> None:
    page = people.erin.get("/settings").text
    refused = people.erin.post("/settings", {**FIRM, field: value, "version": version_of(page)})
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text


def test_the_demo_mark_cannot_be_set_through_the_form(people: People, app: Flask) -> None:
    page = people.erin.get("/settings").text
    people.erin.post("/settings", {**FIRM, "demo": "1", "version": version_of(page)})
    with app.app_context():
        assert firm_settings()["demo"] is False


def test_the_tree_shows_four_sectors_with_their_children_and_says_what_is_ours(people: People) -> None:
    page = people.alice.get("/settings/sectors").text
    for title in ("Technology", "Agriculture", "Manufacturing", "Tourism", "Fresh vegetables", "0702 0707 0709"):
        assert title in page
    assert page.count(">ours<") > 20
    assert "Edit" not in page


def sector_fields(sector: Sector, **changes: object) -> dict[str, object]:
    return {
        "title_en": sector.title_en, "title_es": sector.title_es,
        "hs_chapters": sector.hs_chapters, "headings": sector.headings,
        "naics": sector.naics, "follow": sector.follow.split(), "follow_ports": sector.follow_ports.split(),
        "version": sector.version, **changes,
    }  # fmt: skip


def test_an_edited_sector_is_saved_and_its_change_is_in_the_trail(people: People, app: Flask) -> None:
    sector = the(app, "agriculture.fresh-vegetables")
    path = f"/settings/sectors/{sector.id}"
    typed = sector_fields(
        sector, hs_chapters="07, 08", headings="0702,0804", title_en="Vegetables", follow=["trucks", "trains"]
    )
    assert people.charlie.post(path, typed).status_code == 303
    saved = the(app, "agriculture.fresh-vegetables")
    assert (saved.hs_chapters, saved.headings, saved.title_en, saved.follow) == (
        "07 08",
        "0702 0804",
        "Vegetables",
        "trucks trains",
    )
    with app.app_context():
        entries = db.session.execute(
            sa.select(AuditEntry).where(AuditEntry.kind == "sector", AuditEntry.action == "update")
        )
        entry = entries.scalars().one()
    assert ["title_en", "Fresh vegetables", "Vegetables"] in entry.changes
    assert entry.actor_id is not None


def test_a_stale_save_of_a_sector_gets_409_with_both_texts(people: People, app: Flask) -> None:
    sector = the(app, "tourism")
    path = f"/settings/sectors/{sector.id}"
    assert people.charlie.post(path, sector_fields(sector, title_en="Travel")).status_code == 303
    late = people.erin.post(path, sector_fields(sector, title_en="Hospitality"))
    assert late.status_code == 409
    assert 'value="Hospitality"' in late.text
    assert re.search(r'<div class="words"><del>Travel</del>', late.text)
    assert (
        people.erin.post(path, sector_fields(sector, title_en="Hospitality", version=version_of(late.text))).status_code
        == 303
    )
    assert the(app, "tourism").title_en == "Hospitality"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("hs_chapters", "7", "7 is not an HS chapter"), ("hs_chapters", "77", "77 is not an HS chapter"),
        ("headings", "070", "070 is not a heading"), ("headings", "8703", "8703 is in none of the chapters"),
        ("naics", "x1", "x1 is not a NAICS code"), ("title_es", "", "write something"),
    ],
)  # fmt: skip
def test_wrong_codes_are_named(people: People, app: Flask, field: str, value: str, says: str) -> None:
    sector = the(app, "agriculture.fresh-vegetables")
    refused = people.charlie.post(f"/settings/sectors/{sector.id}", sector_fields(sector, **{field: value}))
    assert refused.status_code == 422
    assert says in refused.text


def test_a_choice_too_long_for_its_column_is_refused(people: People, app: Flask) -> None:
    sector = the(app, "tourism.lodging")
    with app.app_context():
        every = [port.code for port in queries.ports()]
    refused = people.charlie.post(f"/settings/sectors/{sector.id}", sector_fields(sector, follow_ports=every))
    assert refused.status_code == 422


def test_a_child_sector_is_added_under_its_parent_and_found_with_it(people: People, app: Flask) -> None:
    parent = the(app, "agriculture")
    assert f'<option selected value="{parent.id}">' in people.erin.get(f"/settings/sectors/new?parent={parent.id}").text
    typed = {
        "parent_id": parent.id,
        "title_en": "Cut flowers",
        "title_es": "Flores cortadas",
        "hs_chapters": "06",
        "headings": "0603",
    }
    assert people.erin.post("/settings/sectors/new", typed).status_code == 303
    assert people.erin.post("/settings/sectors/new", typed).status_code == 303
    first, second = the(app, "agriculture.cut-flowers"), the(app, "agriculture.cut-flowers-2")
    with app.app_context():
        assert {parent.id, first.id, second.id} <= set(queries.sectors_with_descendants(parent.id))
        assert queries.sectors_with_descendants(first.id) == [first.id]
        assert queries.sectors_with_descendants(999_999) == []
        assert [node.sector.code for node in queries.sector_tree()] == [
            "technology",
            "agriculture",
            "manufacturing",
            "tourism",
        ]
    assert people.erin.post("/settings/sectors/new", {**typed, "parent_id": 999_999}).status_code == 422


def test_a_port_is_edited_and_a_second_saver_gets_409(people: People, app: Flask) -> None:
    port = nogales(app)
    path = f"/settings/ports/{port.id}"
    typed = {
        "mexican_side_city": "Nogales",
        "mexican_side_state": "MX-SON",
        "crossings": "Mariposa",
        "note_en": "",
        "note_es": "",
        "version": port.version,
    }
    assert people.charlie.post(path, typed).status_code == 303
    assert (nogales(app).crossings, nogales(app).watch) == ("Mariposa", False)
    late = people.erin.post(path, {**typed, "crossings": "DeConcini", "watch": "y"})
    assert late.status_code == 409
    assert 'value="DeConcini"' in late.text
    assert (
        people.erin.post(path, {**typed, "mexican_side_state": "", "version": version_of(late.text)}).status_code == 303
    )
    assert nogales(app).mexican_side_state is None
    assert people.erin.post(path, {**typed, "mexican_side_state": "US-AZ", "version": 3}).status_code == 422


def test_the_port_list_shows_28_ports_with_the_other_side(people: People) -> None:
    page = people.dora.get("/settings/ports").text
    assert page.count('data-label="Code"') == 28
    assert "Nogales, Sonora" in page
    assert "Mariposa, DeConcini, Morley Gate" in page


@pytest.mark.parametrize(
    ("name", "rows", "text"),
    [("hs-chapters", 98, "vegetable"), ("naics", 20, "Manufacturing"), ("usmca", 34, "Labor"), ("states", 84, "Sonora"),
     ("countries", 200, "México")],
)  # fmt: skip
def test_each_published_list_has_both_titles(people: People, name: str, rows: int, text: str) -> None:
    page = people.dora.get(f"/settings/lists/{name}").text
    assert page.count('data-label="Spanish"') >= rows
    assert text.lower() in page.lower()


def test_spanish_titles_of_our_own_are_marked(people: People) -> None:
    assert "our translation" in people.dora.get("/settings/lists").text


def test_an_unknown_list_sector_or_port_is_404(people: People) -> None:
    for path in ("/settings/lists/nothing", "/settings/sectors/999999", "/settings/ports/999999"):
        assert people.erin.get(path).status_code == 404


def test_consultants_and_analysts_change_no_setting(people: People, app: Flask) -> None:
    paths = (
        "/settings",
        "/settings/sectors/new",
        f"/settings/sectors/{the(app, 'tourism').id}",
        f"/settings/ports/{nogales(app).id}",
    )
    readers: tuple[Person, ...] = (people.alice, people.dora)
    for person in readers:
        assert [person.post(path, {}).status_code for path in paths] == [403] * 4


def test_a_stranger_is_sent_to_sign_in(people: People) -> None:
    browser: FlaskClient = people.nobody.http
    assert "/login" in browser.get("/settings").headers["Location"]
