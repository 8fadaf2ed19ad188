"""Logos honest and hostile, and the form of branding as a browser sends it."""

import io
import re
from itertools import pairwise
from typing import Any, Final

from PIL import Image
from werkzeug.test import TestResponse

from tests.files.samples import send_form
from tests.support import Person

PATH: Final = "/settings/documents"
NAMES: Final = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DISC: Final = '<circle cx="50" cy="50" r="40" fill="#a3461f"/>'


def svg(inside: str = DISC, box: str = "0 0 200 100") -> bytes:
    """Return a drawing."""
    return f'<svg {NAMES} viewBox="{box}">{inside}</svg>'.encode()


def pixels(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (400, 100), **more: Any) -> bytes:
    """Return a picture of one colour; `more` is Pillow's (color, exif, append_images …)."""
    made = io.BytesIO()
    Image.new(mode, size, more.pop("color", 0)).save(made, form, **more)
    return made.getvalue()


def laughs() -> bytes:
    """Return a drawing of a thousand million rectangles in a few hundred bytes."""
    names = "abcdefghij"
    said = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    first = "<!ENTITY a \"<rect width='9' height='9'/>\">"
    return f"<!DOCTYPE svg [{first}{said}]><svg {NAMES} viewBox='0 0 9 9'>&j;</svg>".encode()


def version_of(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found, "the form has no version"
    return found[1]


def save(person: Person, *logo: tuple[bytes, str], version: str = "", **typed: Any) -> TestResponse:
    """Save branding in the form that the person sees, or in one opened on that version."""
    version = version or version_of(person.get(PATH).text)
    return send_form(person, PATH, "logo", logo, {"brand_paper": "letter", "version": version, **typed})
