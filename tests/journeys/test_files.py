"""F2: what somebody uploaded runs nothing in a browser; the form with a bar, dropped files, and without a script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, FilePayload, Page
from playwright.sync_api import Error as BrowserError

from crm.app import create_app
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientFile
from crm.core.db import db, unit_of_work
from crm.core.security import SANDBOX
from tests.engines import Engine, add_people
from tests.files.records import put
from tests.files.samples import HTML, SVG, XHTML, pdf, picture
from tests.journeys.conftest import Visit
from tests.server import Server
from tests.support import FAST_HASH, PASSWORD

GIF_JS = b"GIF89a/*" + HTML + b"*/=1;document.title='ran';" + b"\0" * 64
#: Sent through the form, as an attacker would.
SENT = {
    "a.svg": SVG, "a.html": HTML, "a.HtMl": HTML, "a.xhtml": XHTML, "a.pdf.html": HTML, "a.html.pdf": HTML,
    "a.svg.png": SVG, "html.txt": HTML, "svg.xml": SVG, "xhtml.xml": XHTML, "polyglot.gif": GIF_JS,
    "script.pdf": pdf(1, script=True), "png-html.png": picture() + HTML, "mht.eml": b"From: a\r\n\r\n" + HTML,
    "late.txt": b"hola\n" + HTML, "late.xml": b"<a>" + b" " * 70_000 + SVG + b"</a>", "A.PDF": pdf(1),
}  # fmt: skip
#: Put past the form, as if every judgement of kinds had failed.
PLANTED = {
    "p.html": (HTML, "text/html"), "p.svg": (SVG, "image/svg+xml"), "p.xhtml": (XHTML, "application/xhtml+xml"),
    "p.pdf": (pdf(1, script=True), "application/pdf"), "p.js": (b"document.title='ran'", "text/javascript"),
}  # fmt: skip


@pytest.fixture
def firm(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[tuple[Server, int]]:
    """Serve a firm with one client that has the planted files; gives the server and the client's id."""
    config = engine.fresh(tmp_path, f"puente_files_{worker_id}")
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        add_people()
        with unit_of_work(None) as work:
            client = Client(name="Firm", name_key="firm", search_text="firm", country="MX")
            work.add(client)
            work.flush()
            for name, (data, media_type) in PLANTED.items():
                file = put(data, name, media_type)
                work.add(file)
                work.flush()
                work.add(ClientFile(client_id=client.id, file_id=file.id))
            client_id = client.id
        db.session.remove()
        db.engine.dispose()
    server = Server(config.database_url, tmp_path)
    server.start()
    yield server, client_id
    server.kill()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/login")
    page.locator("input[name=email]").fill("alice@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"{site}/")


def open_as_victim(page: Page, address: str) -> str:
    """Open an address as a link would; returns 'ran', 'download' or the title of the page that is shown."""
    try:
        page.goto(address)
    except BrowserError as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return "download"
        raise
    return page.title()


def send_all(chromium: Browser, site: str, where: str) -> None:
    """Send every hostile file through the form, each by itself."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    for name, data in SENT.items():
        page.goto(where)
        page.locator("#file").set_input_files({"name": name, "mimeType": "text/html", "buffer": data})
        page.locator("form[data-files] button").click()
        page.locator("[data-refused], .alert, [role=status]").first.wait_for()
    context.close()


@pytest.mark.browser
@pytest.mark.bar
def test_nothing_that_was_uploaded_runs_in_a_browser(
    chromium: Browser, firm: tuple[Server, int], engine: Engine, figure: Callable[..., None]
) -> None:
    server, client_id = firm
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    sign_in(page, server.url)
    where = f"{server.url}/clients/{client_id}/files"
    send_all(chromium, server.url, where)
    assert open_as_victim(page, f"data:text/html,{quote(HTML)}") == "ran", "the eye sees a script that runs"
    page.goto(where)
    taken = page.locator("a.file-name").evaluate_all("all => all.map(link => [link.textContent, link.href])")
    ran, bare = list[str](), list[str]()
    for name, address in taken:
        answer = context.request.get(f"{address}/download")
        headers = answer.headers
        if not (
            headers["content-disposition"].startswith("attachment")
            and headers["x-content-type-options"] == "nosniff"
            and headers["content-security-policy"] == SANDBOX
        ):
            bare.append(name)
        for path in ("/download", "", "/preview/1"):
            tab = context.new_page()
            if open_as_victim(tab, address + path) == "ran":
                ran.append(name + path)
            tab.close()
        page.goto(address)
        shown = page.evaluate("() => document.title")
        ran += [f"{name} within its page"] if shown == "ran" else []
    names = {name for name, _address in taken} - set(PLANTED)
    figure("F2", engine.name, f"{len(SENT)} sent: {len(SENT) - len(names)} refused; {len(taken)} served "
           f"({len(PLANTED)} planted past the form): {len(bare)} without attachment, nosniff and sandbox, "
           f"{len(ran) + len(dialogs)} scripts run in Chromium")  # fmt: skip
    context.close()
    assert not ran
    assert not bare
    assert not dialogs
    assert set(PLANTED) <= {name for name, _address in taken}
    assert not names & {"a.svg", "a.html", "a.HtMl", "a.xhtml", "a.pdf.html", "a.html.pdf", "html.txt", "svg.xml"}


@pytest.mark.browser
def test_a_file_is_dropped_and_another_chosen_with_a_bar_that_fills(visitor: Visit) -> None:
    someone = visitor()
    page = someone.open("/clients/1/files")
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["hola"], "soltado.txt", { type: "text/plain" }));
          document.querySelector("form[data-files]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    page.locator("a.file-name", has_text="soltado.txt").wait_for()
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": b"x" * 2_000_000} for name in ("uno.txt", "dos.html")
    ]
    page.locator("#file").set_input_files(chosen)
    page.locator("form[data-files] button").click()
    page.locator(".uploads .bad", has_text="dos.html").wait_for()
    assert "uno.txt" in page.locator(".uploads").inner_text()
    page.reload()
    assert page.locator("a.file-name", has_text="uno.txt").count() == 1
    assert not [text for text in someone.complaints if "422" not in text]


@pytest.mark.browser
def test_the_form_works_without_a_script(chromium: Browser, firm: tuple[Server, int]) -> None:
    server, client_id = firm
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server.url)
    page.goto(f"{server.url}/clients/{client_id}/files")
    page.locator("#file").set_input_files({"name": "Año.txt", "mimeType": "text/plain", "buffer": b"hola"})
    page.locator("form[data-files] button").click()
    page.locator("a.file-name", has_text="Año.txt").wait_for()
    assert "1 file is added." in page.locator("main").inner_text() + page.content()
    page.locator("#file").set_input_files({"name": "mal.exe", "mimeType": "text/plain", "buffer": b"hola"})
    page.locator("form[data-files] button").click()
    page.locator("[data-refused]").wait_for()
    context.close()
