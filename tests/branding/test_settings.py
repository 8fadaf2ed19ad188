"""Settings → Documents: who may, what is saved and told, what comes back."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.branding.actions import KIND
from crm.branding.words import default_notice
from crm.core.db import db, unit_of_work
from crm.core.firm import firm_settings, set_firm_settings
from crm.files.models import StoredFile
from crm.files.setup import file_store
from crm.reports.brand import brand, notice
from crm.reports.document import Brand
from tests.branding.logos import PATH, pixels, save, svg, version_of
from tests.support import People, count_queries

TYPED = {
    "brand_primary": "1F3A5F", "brand_accent": "#a3461f", "brand_letterhead": "Firma Uno\r\n\r\nCalle Ñandú 1",
    "brand_footer_en": "One firm", "brand_footer_es": "Una firma", "brand_notice_en": "For you alone.",
    "brand_notice_es": "Solo para usted.", "brand_paper": "oficio", "reports_attach": "y",
}  # fmt: skip


def of(app: Flask, key: str) -> Any:
    with app.app_context():
        return firm_settings()[key]


def files(app: Flask) -> list[StoredFile]:
    with app.app_context():
        return list(db.session.execute(sa.select(StoredFile).order_by(StoredFile.id)).scalars())


def trail(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        query = sa.select(AuditEntry).where(AuditEntry.kind == KIND).order_by(AuditEntry.id)
        return list(db.session.execute(query).scalars())


def test_what_a_partner_saves_is_what_documents_take(people: People, app: Flask) -> None:
    assert save(people.charlie, (svg(), "firma.svg"), **TYPED).status_code == 303
    with app.test_request_context():
        english, spanish = brand("en"), brand("es")
        assert (english.paper, english.primary, english.accent) == ("oficio", "#1f3a5f", "#a3461f")
        assert (english.letterhead, english.footer, spanish.footer) == (
            ("Firma Uno", "Calle Ñandú 1"), "One firm", "Una firma",
        )  # fmt: skip
        assert Image.open(io.BytesIO(english.logo)).size == (1600, 800)
        assert (notice("en"), notice("es")) == ("For you alone.", "Solo para usted.")
        assert firm_settings()["reports_attach"] is True
    seen = people.erin.get(PATH).text
    assert 'value="#1f3a5f"' in seen
    assert "firma.png" in seen


def test_until_then_documents_have_our_look_and_notice(app: Flask) -> None:
    with app.test_request_context():
        assert brand("en") == brand("es") == Brand()
        assert notice("en").startswith("Prepared from our records")
        assert firm_settings()["reports_attach"] is False


@pytest.mark.parametrize("who", ["alice", "dora"])
def test_consultants_and_analysts_are_shown_neither_the_page_nor_its_tab(people: People, who: str) -> None:
    person = getattr(people, who)
    for address in (PATH, f"{PATH}/logo.png", f"{PATH}/preview.png", f"{PATH}/sample.pdf"):
        assert person.get(address).status_code == 403
    assert person.post(PATH, {"brand_paper": "oficio"}).status_code == 403
    assert PATH not in person.get("/settings").text
    assert PATH in people.charlie.get("/settings").text


def test_a_notice_is_ours_until_it_is_written_and_again_when_it_is_emptied(people: People, app: Flask) -> None:
    with app.test_request_context():
        ours = default_notice("en")
    assert ours in people.charlie.get(PATH).text
    save(people.charlie, brand_notice_en=ours)
    assert of(app, "brand_notice_en") == ""
    save(people.charlie, brand_notice_en="Only for you.")
    assert of(app, "brand_notice_en") == "Only for you."
    save(people.charlie, brand_notice_en=" ")
    assert of(app, "brand_notice_en") == ""
    assert ours in people.charlie.get(PATH).text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("brand_primary", "#ffcc00", "#ffcc00 has a contrast of 1.51:1 on white, and letters need at least 4.5:1"),
        ("brand_accent", "#777777", "4.47:1"), ("brand_accent", "teal", "six digits or letters"),
        ("brand_primary", "#12345", "six digits or letters"), ("brand_letterhead", "x\n" * 7, "at most 6 lines"),
        ("brand_letterhead", "x" * 101, "at most 100 letters"), ("brand_footer_es", "x" * 161, "160"),
        ("brand_paper", "a4", "Not a valid choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    people: People, app: Flask, field: str, value: str, says: str
) -> None:
    refused = save(people.erin, **{**TYPED, field: value})
    assert refused.status_code == 422
    assert says in refused.text.split(f'id="{field}-error"', 1)[1].split("</div>", 1)[0]
    assert "Una firma" in refused.text or field == "brand_footer_es"
    assert not trail(app)


def test_a_stale_save_gets_409_with_both_texts_and_drops_its_logo(people: People, app: Flask) -> None:
    version = version_of(people.erin.get(PATH).text)
    assert save(people.charlie, (svg(), "uno.svg"), brand_footer_en="Theirs").status_code == 303
    late = save(people.erin, (pixels(), "dos.png"), version=version, brand_footer_en="Mine")
    assert late.status_code == 409
    assert 'value="Mine"' in late.text
    assert "Theirs" in late.text
    assert "Choose the file of the logo again" in late.text
    assert [file.name for file in files(app)] == ["uno.png"]
    with app.app_context():
        assert len(list(file_store().list())) == 1
    assert save(people.erin, version=version_of(late.text), brand_footer_en="Mine").status_code == 303
    assert of(app, "brand_footer_en") == "Mine"


def test_settings_of_another_page_make_nobodys_form_stale(people: People, app: Flask) -> None:
    version = version_of(people.erin.get(PATH).text)
    with app.app_context(), unit_of_work(None) as work:
        set_firm_settings(work, {"firm_name": "Otra firma"})
    assert save(people.erin, version=version, brand_paper="oficio").status_code == 303


def test_a_replaced_and_a_removed_logo_are_archived_and_their_bytes_stay(people: People, app: Flask) -> None:
    save(people.charlie, (svg(), "uno.svg"))
    save(people.charlie, (pixels(), "dos.jpg"))
    old, new = files(app)
    assert (old.archived_at is not None, new.archived_at, of(app, "brand_logo")) == (True, None, new.id)
    assert people.charlie.get(f"{PATH}/logo.png").data.startswith(b"\x89PNG")
    both = save(people.charlie, (svg(), "tres.svg"), remove_logo="y")
    assert both.status_code == 422
    assert save(people.charlie, remove_logo="y").status_code == 303
    assert all(file.archived_at for file in files(app))
    assert of(app, "brand_logo") == 0
    assert people.charlie.get(f"{PATH}/logo.png").status_code == 404
    with app.app_context():
        assert len(list(file_store().list())) == 2
    assert people.charlie.get(f"/files/{new.id}").status_code == 404


def test_each_change_is_told_with_who_made_it_and_what_was_there(people: People, app: Flask) -> None:
    save(people.charlie, (svg(), "uno.svg"), brand_primary="#1f3a5f")
    save(people.erin, brand_primary="#1f3a5f", brand_paper="oficio")
    save(people.erin, brand_primary="#1f3a5f", brand_paper="oficio")
    first, second = trail(app)
    (file,) = files(app)
    assert ["brand_logo", None, file.id] in first.changes
    assert ["brand_primary", None, "#1f3a5f"] in first.changes
    assert second.changes == [["brand_paper", "letter", "oficio"]]
    with app.app_context():
        names = {row.id: row.name for row in db.session.execute(sa.select(User.id, User.name))}
    assert [names[entry.actor_id] for entry in (first, second) if entry.actor_id] == ["Charlie", "Erin"]
    page = people.charlie.get(PATH).text.split('class="plain trail"', 1)[1]
    assert page.index("Oficio") < page.index("uno.png")


def test_a_document_is_made_without_a_logo_that_the_store_has_lost(people: People, app: Flask) -> None:
    save(people.charlie, (svg(), "uno.svg"))
    (file,) = files(app)
    with app.app_context():
        kept = file_store().open(file.key).read()
        file_store().delete(file.key)
        assert brand("en").logo == b""
        # The fixture looks for what is missing.
        path = file_store()._path(file.key)
        file_store().fs.pipe_file(path, kept)


def test_the_page_asks_the_same_few_statements_whatever_was_saved(people: People, app: Flask) -> None:
    people.charlie.get(PATH)
    with count_queries(app) as before:
        people.charlie.get(PATH)
    for number in range(4):
        save(people.charlie, (svg(), f"{number}.svg"), brand_footer_en=f"Footer {number}")
    with count_queries(app) as after:
        people.charlie.get(PATH)
    # The logo's row, and the names of the logos in the trail.
    assert len(after) <= len(before) + 2
