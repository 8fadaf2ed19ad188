import io
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.app import MAX_BODY
from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.core.security import SANDBOX
from crm.files.models import StoredFile
from crm.files.store import FileStore
from tests.access.records import Records, make_records
from tests.files.samples import HTML, pdf, picture, send
from tests.support import People, count_queries

NAME = "Año Nuevo – México.pdf"
OWNERS = ["client", "person", "institution", "engagement"]


@pytest.fixture
def records(app: Flask) -> Records:
    return make_records(app)


def place(page: str, values: dict[str, Any]) -> str:
    """Return the page that shows a record's files."""
    record_id = values[f"{page}_id"]
    return {
        "client": f"/clients/{record_id}/files",
        "person": f"/people/{record_id}/files",
        "institution": f"/institutions/{record_id}/files",
        "engagement": f"/engagements/{record_id}",
    }[page]


def newest(app: Flask) -> StoredFile:
    with app.app_context():
        return db.session.execute(sa.select(StoredFile).order_by(StoredFile.id.desc()).limit(1)).scalar_one()


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(StoredFile)).scalar_one()


def limit(app: Flask, **changes: int) -> None:
    app.config["CRM"] = replace(app.config["CRM"], **changes)


@pytest.mark.parametrize("page", OWNERS)
def test_a_file_is_added_to_its_record_listed_shown_and_downloaded_as_it_was(
    app: Flask, people: People, records: Records, page: str
) -> None:
    data = pdf(2)
    where = place(page, records.open)
    answer = send(people.alice, page, records.open[f"{page}_id"], (data, NAME))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{where}#files")
    file = newest(app)
    listed = people.bob.get(where).text
    for words in (NAME, "PDF document", "Alice", "bytes", f"/files/{file.id}"):
        assert words in listed
    with people.bob.get(f"/files/{file.id}/download") as sent:
        assert sent.get_data() == data
        assert sent.headers["Content-Disposition"].startswith("attachment;")
        assert "filename*=UTF-8''A%C3%B1o%20Nuevo%20%E2%80%93%20M%C3%A9xico.pdf" in sent.headers["Content-Disposition"]
        assert sent.headers["Content-Security-Policy"] == SANDBOX
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Content-Length"] == str(len(data))
        assert sent.headers["Cache-Control"] == "no-store"
    shown = people.bob.get(f"/files/{file.id}").text
    assert file.sha256 in shown
    assert f"/files/{file.id}/preview/2" in shown
    with people.bob.get(f"/files/{file.id}/preview/2") as made:
        assert (made.status_code, made.mimetype) == (200, "image/webp")
        assert made.headers["Content-Security-Policy"] == SANDBOX
    assert people.bob.get(f"/files/{file.id}/preview/3").status_code == 404


@pytest.mark.parametrize("page", ["client", "person", "engagement"])
def test_a_file_of_a_hidden_record_is_404_at_every_address(
    app: Flask, people: People, records: Records, page: str
) -> None:
    record_id = records.team[f"{page}_id"]
    assert send(people.alice, page, record_id, (picture(), "secreto.png")).status_code == 303
    file_id = newest(app).id
    assert people.charlie.get(f"/files/{file_id}").status_code == 200
    assert send(people.bob, page, record_id, (picture(), "x.png")).status_code == 404
    for path in ("", "/download", "/preview/1"):
        assert people.bob.get(f"/files/{file_id}{path}").status_code == 404
        assert people.erin.get(f"/files/{file_id}{path}").status_code == 404
    for path in ("/archive", "/restore"):
        assert people.bob.post(f"/files/{file_id}{path}").status_code == 404
    assert people.bob.get(place(page, records.team)).status_code == 404


def test_who_only_reads_sees_files_and_no_form(people: People, records: Records) -> None:
    page = people.dora.get(place("client", records.open)).text
    assert "Download" in page
    assert "data-files" not in page
    assert send(people.dora, "client", records.open["client_id"], (picture(), "x.png")).status_code == 403


def test_a_kind_of_record_that_has_no_files_is_404(people: People, records: Records) -> None:
    assert send(people.alice, "task", records.open["task_id"], (picture(), "x.png")).status_code == 404


def test_several_files_at_once_the_good_are_kept_and_the_others_named(
    app: Flask, people: People, records: Records
) -> None:
    before = rows(app)
    answer = send(
        people.alice, "client", records.open["client_id"],
        (picture(), "uno.png"), (HTML, "dos.html"), (HTML, "tres.pdf"), (pdf(), "cuatro.pdf"),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "dos.html" in answer.text
    assert "tres.pdf" in answer.text
    assert "this is no PDF document" in answer.text
    assert "2 other files are added" in answer.text
    assert rows(app) == before + 2


def test_a_form_without_a_file_says_so(people: People, records: Records) -> None:
    answer = people.alice.post(f"/files/client/{records.open['client_id']}", {})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_file_over_the_limit_is_refused_in_one_sentence_and_nothing_of_it_stays(
    app: Flask, people: People, records: Records
) -> None:
    limit(app, file_mb=3)
    before = rows(app)
    answer = send(people.alice, "client", records.open["client_id"], (b"x" * 3_000_001, "grande.txt"))
    assert answer.status_code == 413
    assert "larger than 3 MB" in answer.text
    assert rows(app) == before
    assert send(people.alice, "client", records.open["client_id"], (b"x" * 3_000_000, "justo.txt")).status_code == 303


def test_a_full_quota_refuses_in_one_sentence(app: Flask, people: People, records: Records) -> None:
    limit(app, files_gb=0)
    before = rows(app)
    answer = send(people.alice, "client", records.open["client_id"], (picture(), "x.png"))
    assert answer.status_code == 413
    assert "0 GB" in answer.text
    assert rows(app) == before


def test_a_disk_that_fails_refuses_in_one_sentence_and_no_row_is_left(
    app: Flask, people: People, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: FileStore, _source: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileStore, "put", full)
    before = rows(app)
    answer = send(people.alice, "client", records.open["client_id"], (picture(), "x.png"))
    assert answer.status_code == 507
    assert "could not be written" in answer.text
    assert rows(app) == before


def test_only_for_those_who_may_add_files_a_large_body_is_read(app: Flask, people: People, records: Records) -> None:
    large = (b"x" * (MAX_BODY + 1), "grande.txt")
    for person in (people.dora, people.nobody):
        assert send(person, "client", records.open["client_id"], large).status_code == 413
    assert send(people.alice, "client", records.open["client_id"], large).status_code == 303


def test_an_upload_that_breaks_off_leaves_no_row(app: Flask, people: People, records: Records) -> None:
    body, before = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf', rows(app)
    answer = people.alice.http.post(
        f"/files/client/{records.open['client_id']}", input_stream=io.BytesIO(body), content_length=10_000,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 400
    assert rows(app) == before


def test_a_file_is_archived_and_brought_back_and_the_records_history_tells(
    app: Flask, people: People, records: Records
) -> None:
    client_id, file_id = records.open["client_id"], records.open["file_id"]
    send(people.alice, "client", client_id, (picture(), "nueva.png"))
    where = place("client", records.open)
    assert people.alice.post(f"/files/{file_id}/archive", {"version": "1"}).status_code == 303
    assert people.alice.post(f"/files/{file_id}/archive", {"version": "1"}).status_code == 409
    assert f"/files/{file_id}/" not in people.alice.get(where).text
    assert f"/files/{file_id}/" in people.alice.get(f"{where}?archived=1").text
    assert people.alice.get(f"/files/{file_id}").status_code == 200
    told = people.alice.get(f"/clients/{client_id}/history").text
    assert "Archived file" in told
    assert "nueva.png" in told
    assert people.alice.post(f"/files/{file_id}/restore").status_code == 303
    assert f"/files/{file_id}/" in people.alice.get(where).text
    with app.app_context():
        kinds = db.session.execute(sa.select(AuditEntry.kind).where(AuditEntry.actor_id.is_not(None))).scalars().all()
    assert {"file", "client"} <= set(kinds)


def test_the_list_asks_the_same_number_of_questions_whatever_it_holds(
    app: Flask, people: People, records: Records
) -> None:
    where = place("client", records.open)
    people.alice.get(where)
    with count_queries(app) as few:
        people.alice.get(where)
    send(people.alice, "client", records.open["client_id"], *[(picture(), f"{n}.png") for n in range(12)])
    people.alice.get(where)
    with count_queries(app) as many:
        people.alice.get(where)
    assert len(many) == len(few)


def test_a_long_list_goes_on_to_another_page(app: Flask, people: People, records: Records) -> None:
    for _round in range(5):
        send(people.alice, "client", records.open["client_id"], *[(b"hola", f"{n}.txt") for n in range(10)])
    page = people.alice.get(place("client", records.open)).text
    assert "files_after=" in page
    path = page.split("files_after=", 1)[1].split("#", 1)[0].split('"', 1)[0]
    assert people.alice.get(f"{place('client', records.open)}?files_after={path}").text.count("/download") == 1
