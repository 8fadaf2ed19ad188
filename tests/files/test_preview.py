import io
import time
from pathlib import Path

import pytest
from PIL import Image

from crm.files import preview
from crm.files.models import StoredFile
from crm.files.store import FileStore
from tests.files.samples import bomb, pdf, picture


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "files"))


def stored(store: FileStore, data: bytes, media_type: str) -> StoredFile:
    return StoredFile(key=store.put(io.BytesIO(data)).key, media_type=media_type, name="x")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_made_anew_and_bounded(store: FileStore, form: str) -> None:
    file = stored(store, picture(form, (4000, 3000)), f"image/{form.lower()}")
    (made,) = preview.pictures(store, file)
    with Image.open(io.BytesIO(made)) as seen:
        assert seen.format == "WEBP"
        assert max(seen.size[0] / 1200, seen.size[1] / 1600) <= 1
    assert preview.pictures(store, file) == [made]


def test_the_first_pages_of_a_pdf_are_shown_and_its_script_is_not_run(store: FileStore) -> None:
    made = preview.pictures(store, stored(store, pdf(5, script=True), "application/pdf"))
    assert len(made) == 3
    with Image.open(io.BytesIO(made[0])) as seen:
        assert seen.size[0] <= 1200
        assert seen.size[1] <= 1600


def test_a_page_as_large_as_a_house_is_bounded(store: FileStore) -> None:
    (made,) = preview.pictures(store, stored(store, pdf(1, size="14400 14400"), "application/pdf"))
    with Image.open(io.BytesIO(made)) as seen:
        assert max(seen.size) <= 1600


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(bomb(), "image/png"), (b"\x89PNG\r\n\x1a\nbroken", "image/png"), (b"%PDF-1.7 broken", "application/pdf"),
     (picture("TIFF"), "image/png"), (b"text", "text/plain")],
)  # fmt: skip
def test_what_cannot_be_drawn_has_no_preview(store: FileStore, data: bytes, media_type: str) -> None:
    file = stored(store, data, media_type)
    began = time.monotonic()
    assert preview.pictures(store, file) == []
    assert preview.pictures(store, file) == []
    assert time.monotonic() - began < preview.SECONDS


HANG = "import sys\nwhile True: pass\n"
GREEDY = (
    Path(preview.PROGRAM)
    .read_text(encoding="utf-8")
    .replace("    data = sys.stdin", "    b'x' * MEMORY\n    data = sys.stdin")
)
TALKATIVE = (
    Path(preview.PROGRAM)
    .read_text(encoding="utf-8")
    .replace(
        "    data = sys.stdin.buffer.read()",
        "    sys.stdout.buffer.write(b'x' * 2 * ANSWER)\n    data = sys.stdin.buffer.read()",
    )
)


@pytest.mark.parametrize("program", [HANG, GREEDY, TALKATIVE], ids=["hangs", "takes all memory", "writes without end"])
def test_a_program_taken_over_by_a_file_is_stopped(
    store: FileStore, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "render.py"
    path.write_text(program, encoding="utf-8")
    monkeypatch.setattr(preview, "PROGRAM", path)
    monkeypatch.setattr(preview, "SECONDS", 3)
    assert preview.pictures(store, stored(store, picture(), "image/png")) == []


def test_a_files_preview_comes_from_a_bucket_too() -> None:
    store = FileStore("memory://previews")
    assert len(preview.pictures(store, stored(store, pdf(2), "application/pdf"))) == 2
