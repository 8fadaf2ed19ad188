"""Messy files of three places become a clean register, a file of the rest, and go again by one click each."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.imports.messy import Messy, messy_files
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

#: Milliseconds that a job of some thousand rows may take on a busy machine.
PATIENT = 120_000


def heading(page: Page, text: str, patience: int = 10_000) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=patience)


def import_file(page: Page, folder: Path, file: Messy) -> None:
    """Take one file from the navigation to the dry run."""
    path = folder / file.name
    path.write_bytes(file.data)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Import").click()
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_label("File").set_input_files(path)
    page.get_by_label("What it holds").select_option(label="Clients")
    page.get_by_role("button", name="Upload").click()
    heading(page, "How it is read")
    encoding = page.get_by_role("group", name="Encoding")
    if "The file does not tell" in encoding.inner_text():
        encoding.get_by_role("radio", name=re.compile("^Windows, Western Europe")).check()
    page.get_by_role("button", name="Continue").click()
    heading(page, "What the columns hold")
    for answer in ("comma: 1.234,50", "day, month, year", "Mexico"):
        for question in page.get_by_role("radio", name=answer, exact=True).all():
            question.check()
    page.get_by_role("button", name="Check all rows").click()
    heading(page, "What would happen", PATIENT)


def told(page: Page) -> dict[str, int]:
    """Return the counts that the page shows, by their words without the one for rows."""
    items = page.get_by_role("main").get_by_role("listitem").all_inner_texts()
    found = (re.fullmatch(r"([\d,]+)\s+(.+)", " ".join(item.split())) for item in items)
    return {re.sub("^rows? ", "", match[2]): int(match[1].replace(",", "")) for match in found if match}


def test_five_thousand_messy_rows_come_in_clean_and_go_again(visitor: Visit, tmp_path: Path) -> None:
    files = messy_files()
    assert sum(file.rows for file in files) == 5000
    someone = visitor("partner@example.com")
    page = someone.page
    for file in files:
        import_file(page, tmp_path, file)
        planned = told(page)
        assert planned == {
            "to be added": file.added, "to be changed": 0, "left as they are": file.same, "skipped": file.skipped,
            "can't be taken": file.refused,
        }, file.name  # fmt: skip
        page.get_by_role("button", name=re.compile("^Import [\\d,]+ rows$")).click()
        heading(page, "Imported", PATIENT)
        assert told(page) == {
            "added": file.added, "changed": 0, "left as they are": file.same, "skipped": file.skipped,
            "not taken": file.refused,
        }, file.name  # fmt: skip
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the rest").click()
        rest = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert len(rest.splitlines()) == 1 + file.skipped + file.refused
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Clients").click()
    page.get_by_role("main").get_by_label("Name", exact=True).fill(" ".join(files[0].names[7].split()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(" ".join(files[0].names[7].split()))
    for file in files:
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Import").click()
        page.get_by_role("link", name=file.name).click()
        page.get_by_role("button", name="Undo the import").click()
        heading(page, "Undone", PATIENT)
        assert told(page)["undone"] == file.added
    assert someone.complaints == []
