"""F1, F4 and F5: hostile names, words beside a file that is refused, rows and files after kill -9."""

import html
import re
import threading
import time
import unicodedata
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.app import create_app
from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.engagements.models import Engagement, EngagementFile
from crm.files.integrity import compare, sweep
from crm.files.models import StoredFile
from crm.files.setup import file_store
from tests.access.records import make_records
from tests.engagements.records import form as engagement_form
from tests.engines import Engine, add_people
from tests.files.samples import pdf, picture, send, send_form
from tests.server import Browser, Server
from tests.support import FAST_HASH, PASSWORD, People

pytestmark = pytest.mark.bar

NAMES = (
    "../../../../etc/cron.d/x.txt", "..\\..\\windows\\system32\\x.txt", "/etc/passwd.txt", "C:\\x.txt",
    "\\\\host\\share\\x.txt",
    "....//....//x.txt", "..%2f..%2fx.txt", "%2e%2e/x.txt", "a/../../x.txt", "~root/.ssh/x.txt",
    "nul\x00byte.txt", "line%0D%0ASet-Cookie: a=b.txt", "tab\there.txt", "bell\x07.txt", "escape\x1b[2J.txt",
    "CON.txt", "aux.txt", "LPT1.txt", "NUL .txt", "trailing. .txt",
    "txt.exe\u202etxt.txt", "\u2066hidden\u2069.txt", "zero\u200bwidth.txt", "\ufeffbom.txt", "n" * 300 + ".txt",
    "ñ" * 300 + ".txt", "Año Nuevo – México.txt", "条約 🇲🇽.txt", "An\u0303o.txt", "'; DROP TABLE stored_file; --.txt",
    "<script>alert(1)</script>.txt", "{{ 7*7 }}.txt", "=cmd|' /C calc'!A0.txt", "-rf *.txt", "https://x.example/a.txt",
)  # fmt: skip
KEY = re.compile(r"(?:[0-9a-f]{2}|previews)/[0-9a-f]{32}")


def everything(folder: Path) -> set[str]:
    """Return the path of every file below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_hostile_names_lead_nowhere_and_are_shown_as_given_or_visibly_cleaned(
    app: Flask, engine: Engine, people: People, tmp_path: Path, figure: Callable[..., None]
) -> None:
    records = make_records(app)
    client_id = records.open["client_id"]
    store = Path(app.extensions["crm_files"].root)
    assert store.is_relative_to(tmp_path)
    before = {name for name in everything(tmp_path) if not name.startswith("files/")}
    same = 0
    for name in NAMES:
        answer = send(people.alice, "client", client_id, (b"hola", name))
        assert answer.status_code == 303, (name, answer.text)
        with app.app_context():
            file = db.session.execute(sa.select(StoredFile).order_by(StoredFile.id.desc()).limit(1)).scalar_one()
        same += file.name == name
        cleaned = unicodedata.normalize("NFC", name)
        assert set(file.name) <= set(cleaned) | {"…"}, name
        assert not {"/", "\\", "\x00", "\n", "\r", "\u202e"} & set(file.name), name
        assert file.name.endswith(".txt")
        page = people.alice.get(f"/files/{file.id}")
        assert file.name in html.unescape(page.text)
        with people.alice.get(f"/files/{file.id}/download") as sent:
            told = sent.headers["Content-Disposition"]
            assert sent.get_data() == b"hola"
        assert told.startswith("attachment")
        assert told.isascii()
    outside = {name for name in everything(tmp_path) if not name.startswith("files/")} - before
    strange = {name for name in everything(store) if not KEY.fullmatch(name)}
    figure("F1", engine.name, f"{len(NAMES)} hostile names: {len(outside)} files outside the store, {len(strange)} "
           f"under a name of the uploader's; {same} shown as given, {len(NAMES) - same} visibly cleaned")  # fmt: skip
    assert len(NAMES) >= 30
    assert not outside
    assert not strange


NOTE = "".join(f"{number:06d} ñandú 条約 línea\r\n" for number in range(24_000))
WORDS = NOTE.replace("\r\n", "\n").strip()


def in_form(page: str) -> str:
    """Return the note that stands in the form of an answer."""
    found = re.search(r'<textarea[^>]*name="note"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]).replace("\r\n", "\n").strip() if found else ""


def test_a_long_note_beside_a_file_is_saved_or_comes_back_whole(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    client_id = int(str(make_records(app).open["client_id"]))
    alice = people.alice
    app.config["CRM"] = replace(app.config["CRM"], file_mb=1)
    values = engagement_form([client_id], note=NOTE)

    def log(*files: tuple[bytes, str]) -> tuple[int, str]:
        answer = send_form(alice, "/engagements/new", "files", files, values)
        return answer.status_code, answer.text

    large, good = (b"x" * 1_000_001, "grande.txt"), (pdf(), "Año.pdf")
    refused = {
        "a file over the limit": log(good, large),
        "a body of 60 MB": log(*[(b"x" * 6_000_000, f"{n}.txt") for n in range(10)]),
        "more files than at once": log(*[(b"x", f"{n}.txt") for n in range(12)]),
        "content that is not what the name says": log((b"x", "x.pdf")),
    }
    app.config["CRM"] = replace(app.config["CRM"], files_gb=0)
    refused["a full quota"] = log(good)
    app.config["CRM"] = replace(app.config["CRM"], files_gb=1)
    lost = {what: len(WORDS) - len(in_form(page)) for what, (_status, page) in refused.items()}
    assert {what: in_form(page) == WORDS for what, (_status, page) in refused.items()} == dict.fromkeys(refused, True)
    assert {status for status, _page in refused.values()} == {413, 422}
    assert "Choose the files again" in refused["a full quota"][1]
    status, _page = log(good, (picture(), "dos.png"))
    assert status == 303
    with app.app_context():
        saved = db.session.execute(sa.select(Engagement).order_by(Engagement.id.desc()).limit(1)).scalar_one()
        files = sa.select(sa.func.count()).where(EngagementFile.engagement_id == saved.id)
        assert saved.note == WORDS
        assert db.session.execute(files).scalar_one() == 2
    figure("F4", engine.name, f"a note of {len(NOTE.encode()) // 1000} kB with files: saved whole with them; refused "
           f"{len(refused)} ways ({', '.join(refused)}): {sum(lost.values())} characters lost")  # fmt: skip


KILLS = 20
GOOD = 3
LARGE = b"Nogales\r\n" * 2_000_000


def body_of(token: str, data: bytes, name: str) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    return head.encode() + data + b"\r\n--x--\r\n"


def token_of(browser: Browser, client_id: int) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(f"/clients/{client_id}/files")[1])
    assert found
    return found[1]


def upload(browser: Browser, client_id: int, token: str, data: bytes, name: str) -> int:
    """Send a file and return the status; 0 where the server was gone before it answered."""
    body = body_of(token, data, name)
    request = urllib.request.Request(
        f"{browser.server.url}/files/client/{client_id}",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(len(body))},
    )
    try:
        return browser._open(request)[0]
    except (OSError, HTTPException):
        return 0


@pytest.mark.bar_only
def test_rows_and_files_agree_after_twenty_kills_in_the_midst_of_uploads(
    engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    config = engine.fresh(tmp_path, f"puente_bar_{worker_id}")
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        add_people()
        with unit_of_work(None) as work:
            client = Client(name="Durable", name_key="durable", search_text="durable", country="MX")
            work.add(client)
            work.flush()
            client_id = client.id
        db.session.remove()
        db.engine.dispose()
    server, acknowledged = Server(config.database_url, tmp_path), set[str]()
    for kill in range(KILLS):
        server.start()
        browser = Browser(server)
        browser.sign_in("alice@example.com", PASSWORD)
        token = token_of(browser, client_id)
        for number in range(GOOD):
            name = f"{kill:02d}-{number}.txt"
            assert upload(browser, client_id, token, name.encode() * 50_000, name) == 303
            acknowledged.add(name)
        began = time.monotonic()
        assert upload(browser, client_id, token, LARGE, f"{kill:02d}-large.txt") == 303
        acknowledged.add(f"{kill:02d}-large.txt")
        # From its beginning to a little after its end: while it comes, is written, waits for its row.
        timer = threading.Timer((time.monotonic() - began) * (0.1 + kill * 0.05), server.kill)
        timer.start()
        if upload(browser, client_id, token, LARGE, f"{kill:02d}-cut.txt") == 303:
            acknowledged.add(f"{kill:02d}-cut.txt")
        timer.join()
    with app.app_context():
        store = file_store()
        found = compare(store)
        named = set(db.session.execute(sa.select(StoredFile.name)).scalars())
        half = len(list(store.abandoned(timedelta(0))))
        removed = sweep(store, timedelta(0))
        after = compare(store)
        db.session.remove()
        db.engine.dispose()
    lost = acknowledged - named
    figure("F5", engine.name, f"{KILLS} kill -9 in the midst of uploads: {len(acknowledged)} acknowledged, {len(lost)} "
           f"lost, {found.rows} rows: {len(found.missing)} missing, {len(found.changed)} sha256 mismatches; "
           f"{len(found.orphans)} without a row and {half} half-written, {len(after.orphans)} after the sweep "
           f"({removed} removed)")  # fmt: skip
    assert not lost
    assert not found.missing
    assert not found.changed
    assert after.good
    assert not list((Path(store.root) / "incoming").iterdir())
