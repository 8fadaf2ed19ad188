"""Pictures of documents: what kind a logo is, and drawings as PNG for the formats that know no SVG."""

from collections.abc import Sequence
from typing import Any, Final

import typst

#: Dots an inch of a drawing made PNG: sharp in print.
DOTS: Final = 220


def picture_kind(picture: bytes) -> str:
    """Return png, jpg or svg by the first bytes."""
    if picture.startswith(b"\x89PNG"):
        return "png"
    return "jpg" if picture.startswith(b"\xff\xd8") else "svg"


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
