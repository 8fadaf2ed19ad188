"""Typst over files in memory: called within this process, or run as a program of its own that gives its memory back.

The program takes JSON on its standard input (see `main`) and answers with the PDF; it imports nothing of Puente.
"""

import base64
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typst


def fonts(folder: str) -> typst.Fonts:
    """Return the fonts of a folder and typst's own, never the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def typeset(
    sources: Mapping[str, bytes], dated: str, shipped: typst.Fonts, standards: Sequence[str] = ()
) -> tuple[bytes, list[str]]:
    """Return the PDF file of `main.typ` and what the typesetter warned of; `dated` (ISO) goes into the file."""
    # typst's own type stub knows neither virtual files nor a list of some standards.
    told: Any = dict(sources)
    checked: Any = list(standards)
    pdf, warnings = typst.compile_with_warnings(
        told,
        font_paths=shipped,
        ignore_system_fonts=True,
        pdf_standards=checked,
        timestamp=dt.datetime.combine(dt.date.fromisoformat(dated), dt.time(), dt.UTC),
    )
    return bytes(pdf), [warning.message for warning in warnings]


def main() -> None:
    """Read `{"sources": {name: base64}, "dated": ISO day, "fonts": folder}`, write the PDF."""
    told = json.load(sys.stdin.buffer)
    sources = {name: base64.b64decode(source) for name, source in told["sources"].items()}
    sys.stdout.buffer.write(typeset(sources, told["dated"], fonts(told["fonts"]))[0])


if __name__ == "__main__":
    main()
