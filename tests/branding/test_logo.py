"""What is taken as a logo, what is refused and with which words."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask
from PIL import Image

from crm.branding import logo as judged
from crm.branding.logo import logo_png
from crm.files import render
from crm.files.one import RefusedFileError
from tests.branding.logos import DISC, laughs, pixels, svg
from tests.files.samples import HTML, bomb, pdf


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    """Refusals are worded as in a request."""
    with app.test_request_context():
        yield


def opened(data: bytes) -> Image.Image:
    """Return what is kept of a logo."""
    seen = Image.open(io.BytesIO(logo_png(data)))
    assert seen.format == "PNG"
    seen.load()
    return seen


def test_a_drawing_becomes_pixels_as_large_as_a_document_needs_and_keeps_its_ground_clear() -> None:
    seen = opened(svg())
    assert (seen.mode, seen.size) == ("RGBA", (1600, 800))
    assert seen.getpixel((400, 400)) == (163, 70, 31, 255)
    assert seen.getpixel((1500, 400)) == (0, 0, 0, 0)


def test_a_narrow_and_a_huge_drawing_fit_the_same_box() -> None:
    assert opened(svg(DISC, "0 0 100 400")).size == (200, 800)
    assert opened(svg('<rect width="1e9" height="1e9"/>', "0 0 1e9 1e9")).size == (800, 800)


def test_a_large_picture_is_made_smaller_and_a_small_one_left() -> None:
    assert opened(pixels(size=(4000, 1000))).size == (1600, 400)
    assert opened(pixels("JPEG", size=(300, 90))).size == (300, 90)


def test_cmyk_grey_and_palette_pictures_become_colours_of_a_screen() -> None:
    assert opened(pixels("JPEG", "CMYK", color=(0, 200, 200, 0))).getpixel((9, 9)) == (255, 55, 55)
    assert opened(pixels("PNG", "I;16", color=30_000)).getpixel((9, 9)) == (117, 117, 117)
    assert opened(pixels("PNG", "P", color=0)).mode == "RGB"


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    more = [Image.new("RGB", (400, 100), "#0000ff")]
    data = pixels("PNG", color="#ff0000", save_all=True, append_images=more)
    seen = opened(data)
    assert getattr(seen, "n_frames", 1) == 1
    assert seen.getpixel((9, 9)) == (255, 0, 0)


def test_a_picture_is_turned_as_it_was_taken_and_nothing_else_of_the_file_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Author of the photo"
    data = pixels("JPEG", exif=exif.tobytes())
    kept = logo_png(data)
    assert Image.open(io.BytesIO(kept)).size == (100, 400)
    assert b"Author" in data
    assert b"Author" not in kept


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (HTML, 422, "whatever its name says"),
        (pdf(1), 422, "whatever its name says"),
        (pixels("GIF"), 422, "whatever its name says"),
        (b"\x89PNG\r\n\x1a\nbroken", 422, "could not be read"),
        (bomb(20_000), 422, "more than 24 million pixels"),
        (bomb(60_000), 422, "more than 24 million pixels"),
        (pixels(size=(60, 40)), 422, "at least 200 pixels"),
        (pixels("PNG", "RGBA"), 422, "nothing to be seen"),
        (svg(""), 422, "nothing to be seen"),
        (svg('<image xlink:href="/etc/hostname" width="9" height="9"/>'), 422, "must not use other files"),
        (svg('<image href="render.py" width="9" height="9"/>'), 422, "must not use other files"),
        (laughs(), 422, "could not be read"),
        (svg("<g>" * 50_000), 422, "could not be read"),
    ],
)  # fmt: skip
def test_what_is_no_logo_is_refused_with_a_sentence(data: bytes, status: int, says: str) -> None:
    with pytest.raises(RefusedFileError, match=says) as refused:
        logo_png(data)
    assert refused.value.status == status


def test_a_drawing_that_never_ends_is_stopped() -> None:
    blur = '<feGaussianBlur stdDeviation="400"/>' * 200
    with pytest.raises(RefusedFileError, match="could not be read"):
        logo_png(svg(f'<filter id="f">{blur}</filter><rect filter="url(#f)" width="200" height="100"/>'))


def test_a_script_is_not_run_and_nothing_is_fetched() -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{server.server_port}/x.png"
    with pytest.raises(RefusedFileError):
        logo_png(svg(f'{DISC}<image href="{outside}" width="9" height="9"/>'))
    style = f'<style>@import url("{outside}"); circle {{ fill: url("{outside}#a") }}</style>'
    kept = logo_png(svg(f"<script>alert(1)</script>{style}{DISC}"))
    server.shutdown()
    server.server_close()
    assert not asked
    assert b"script" not in kept


def test_the_limits_are_those_of_the_program() -> None:
    assert (judged.TOO_MANY, judged.TOO_FEW, judged.NOTHING) == (render.TOO_MANY, render.TOO_FEW, render.NOTHING)
    assert (judged.MOST_PIXELS, judged.LEAST) == (render.LOGO_PIXELS, render.LEAST)
