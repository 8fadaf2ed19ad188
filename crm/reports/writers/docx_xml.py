"""What python-docx has no words for: fields, shades, lines at the side, and tables built at once."""

from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from crm.reports.writers.plain import paragraphs

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
#: Twips of a point.
TWIPS: Final = 20


def element(tag: str, **attributes: str) -> Any:
    """Return a new element of the main namespace: `element("w:shd", fill="EEEEEE")`."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _sub(parent: Any, tag: str) -> Any:
    made = parent.makeelement(qn(tag))
    parent.append(made)
    return made


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field (PAGE, NUMPAGES) that the program fills in."""
    simple = element("w:fldSimple", instr=code)
    _run(simple, "1")
    paragraph._p.append(simple)  # noqa: SLF001 - python-docx offers no other way


def shade(properties: Any, colour: str) -> None:
    """Give paragraph properties a ground."""
    properties.append(element("w:shd", val="clear", color="auto", fill=colour))


def side_line(properties: Any, side: str, colour: str, width: int = 18, space: int = 8) -> None:
    """Give paragraph properties a line at a side; `width` in eighths of a point."""
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val="single", sz=str(width), space=str(space), color=colour))
    properties.append(borders)


def write_text(paragraph: Any, text: str) -> None:
    """Add text to a `w:p`; its line ends stay."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        _run(paragraph, line, ends=number < len(lines) - 1)


def _run(parent: Any, text: str, *, ends: bool = False) -> None:
    run = _sub(parent, "w:r")
    told = _sub(run, "w:t")
    told.text = text
    told.set(_SPACE, "preserve")
    if ends:
        _sub(run, "w:br")


def table_of(style: str, widths: Sequence[float]) -> Any:
    """Return a `w:tbl` without rows; widths in points."""
    table = element("w:tbl")
    properties = _sub(table, "w:tblPr")
    properties.append(element("w:tblStyle", val=style))
    properties.append(element("w:tblW", w=str(round(sum(widths) * TWIPS)), type="dxa"))
    properties.append(element("w:tblLayout", type="fixed"))
    properties.append(element("w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0",
                              noHBand="1", noVBand="1"))  # fmt: skip
    grid = _sub(table, "w:tblGrid")
    for width in widths:
        grid.append(element("w:gridCol", w=str(round(width * TWIPS))))
    return table


def framed(paragraphs: Sequence[Any], width: float) -> Any:
    """Return a `w:tbl` without lines whose only row holds these and never breaks; LibreOffice breaks what is only kept.

    The width is in points.
    """
    table = table_of("TableNormal", [width])
    row = _sub(table, "w:tr")
    _sub(row, "w:trPr").append(element("w:cantSplit"))
    cell = _sub(row, "w:tc")
    _sub(cell, "w:tcPr").append(element("w:tcW", w=str(round(width * TWIPS)), type="dxa"))
    for paragraph in paragraphs:
        cell.append(paragraph)
    return table


def add_row(table: Any, cells: Sequence[Sequence[tuple[str, str, str]]], widths: Sequence[float], *, head: bool = False,
            whole: bool = True) -> None:  # fmt: skip
    """Add a row; a cell is its texts as (style, alignment, text); a head is repeated, a whole row stays on its page."""
    row = _sub(table, "w:tr")
    properties = _sub(row, "w:trPr")
    if whole:
        _sub(properties, "w:cantSplit")
    if head:
        _sub(properties, "w:tblHeader")
    for texts, width in zip(cells, widths, strict=True):
        cell = _sub(row, "w:tc")
        _sub(cell, "w:tcPr").append(element("w:tcW", w=str(round(width * TWIPS)), type="dxa"))
        for style, align, text in texts:
            for lines in paragraphs(text):
                write_text(_paragraph(cell, style, align), "\n".join(lines))


def _paragraph(cell: Any, style: str, align: str) -> Any:
    paragraph = _sub(cell, "w:p")
    properties = _sub(paragraph, "w:pPr")
    properties.append(element("w:pStyle", val=style))
    if align != "left":
        properties.append(element("w:jc", val=align))
    return paragraph
