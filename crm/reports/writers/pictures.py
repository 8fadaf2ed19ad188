"""Pictures of documents: what kind a logo is, and drawings as PNG for the formats that know no SVG."""

import base64
import io
from collections.abc import Sequence
from typing import Any, Final

import typst
from PIL import Image

#: Dots an inch of a drawing made PNG: sharp in print.
DOTS: Final = 220


def is_drawing(picture: bytes) -> bool:
    """Tell an SVG from a PNG or JPEG by the first bytes."""
    return not picture.startswith((b"\x89PNG", b"\xff\xd8"))


def as_drawing(picture: bytes) -> bytes:
    """Return a PNG or JPEG within an SVG: typst takes no other bytes from memory. An SVG stays as it is."""
    if is_drawing(picture):
        return picture
    with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as opened:
        (wide, high), kind = opened.size, "png" if picture.startswith(b"\x89") else "jpeg"
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"><image width="{wide}" height="{high}" '
        f'href="data:image/{kind};base64,{data}"/></svg>'
    ).encode()


def pngs(drawings: Sequence[bytes], inches: float, fonts: typst.Fonts) -> list[bytes]:
    """Return SVG drawings as PNG, so many inches wide; raises `typst.TypstError` on what is no drawing."""
    if not drawings:
        return []
    pages = "\n".join(
        f'#page(width: {inches}in, height: auto, margin: 0pt, image("{number}.svg", width: 100%))'
        for number in range(len(drawings))
    )
    sources: Any = {"main.typ": pages.encode(), **{f"{n}.svg": drawing for n, drawing in enumerate(drawings)}}
    made: Any = typst.compile(sources, font_paths=fonts, ignore_system_fonts=True, format="png", ppi=DOTS)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]
