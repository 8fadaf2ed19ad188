"""The styles of the Word document: whoever edits it changes a style, not each paragraph."""

from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from crm.reports.document import Brand
from crm.reports.writers.docx_xml import element, shade, side_line

#: On every machine that has Word, and drawn with the same widths where it is missing.
FONT: Final = "Calibri"
INK, INK2, INK3, RULE, GROUND = "16212B", "4A5A68", "61707D", "D5DBDF", "F6F7F5"
WARN, WARN_SOFT, SOFT = "8A5A00", "FFF3D6", "EEF3F4"
DIPLOMATIC, TRADE = "A3461F", "2A5DB0"
TABLE_STYLE: Final = "PuenteTable"


@dataclass(frozen=True, slots=True)
class Look:
    """The firm's colours as RRGGBB, ours where it has none."""

    primary: str
    accent: str

    @classmethod
    def of(cls, brand: Brand) -> "Look":
        """Return the colours of a brand."""
        return cls((brand.primary or "#10242b")[1:].upper(), (brand.accent or "#0b6b62")[1:].upper())


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    size: float = 10.5
    colour: str = INK
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 4
    #: Stays on the page of the next paragraph.
    keeps: bool = False
    indent: float = 0
    based: str = "Normal"


def _styles(look: Look) -> tuple[_Style, ...]:
    return (
        _Style("Normal", after=6),
        _Style("Title", 30, look.primary, bold=True, after=6),
        _Style("Subtitle", 12, INK2, after=18),
        _Style("Heading 1", 18, look.primary, bold=True, before=22, after=8, keeps=True),
        _Style("Heading 2", 13, INK, bold=True, before=14, after=6, keeps=True),
        _Style("Heading 3", 11, look.accent, bold=True, before=12, after=4, keeps=True),
        _Style("List Bullet", after=3),
        _Style("Caption", 9.5, INK, bold=True, before=8, after=4, keeps=True),
        _Style("Header", 8.5, INK3, after=0),
        _Style("Footer", 8.5, INK3, after=0),
        *_cover_styles(look),
        _Style("Draft Mark", 10, WARN, bold=True, before=6, after=6),
        _Style("Table Text", 9, after=0),
        _Style("Table Head", 8.5, INK2, bold=True, after=0, keeps=True),
        _Style("Count Value", 17, look.primary, bold=True, before=4, after=0, keeps=True),
        _Style("Count Label", 8.5, INK2),
        _Style("Engagement Head", 8.5, INK3, before=12, after=2, keeps=True, indent=10),
        _Style("Engagement Title", 11, bold=True, after=2, keeps=True, indent=10),
        _Style("Engagement Detail", 9, INK2, after=2, indent=10),
        _Style("Engagement Text", 10.5, after=2, indent=10),
        _Style("Figure Title", 10.5, bold=True, before=14, after=0, keeps=True),
        _Style("Figure Value", 17, look.primary, bold=True, after=0, keeps=True),
        _Style("Figure Detail", 9, INK2, after=2, keeps=True),
        _Style("Figure Chart", after=2, keeps=True),
        _Style("Figure Meaning", after=2, keeps=True),
        _Style("Figure Source", 8.5, INK3, after=10),
        _Style("Note", before=6, after=8, keeps=True, indent=8),
        _Style("Note Warning", before=6, after=8, keeps=True, indent=8),
        _Style("Note Empty", colour=INK3, italic=True),
        _Style("Letter Date", before=6, after=14),
        _Style("Letter Address", bold=True, after=14),
        _Style("Letter Signature", before=30, after=10),
        _Style("Notice", 8.5, INK3, before=6),
    )


def _cover_styles(look: Look) -> tuple[_Style, ...]:
    return (
        _Style("Cover Firm", 13, INK, bold=True, before=14, after=2),
        _Style("Letterhead", 8.5, INK2, after=0),
        _Style("Cover Line", 13, look.accent, bold=True, before=90, after=4),
        _Style("Cover Period", 16, INK, after=4),
        _Style("Cover Label", 8, INK3, bold=True, before=10, after=0, keeps=True),
        _Style("Cover Fact", 11, INK, bold=True),
        _Style("Cover Office", 9, INK2, before=8),
    )


def set_styles(word: Word, look: Look, language: str) -> None:
    """Give a new document our styles, its language and the table style."""
    _set_language(word, language)
    for wanted in _styles(look):
        _set(word, wanted)
    for name, side, colour, ground in (
        ("Note", "left", look.accent, SOFT), ("Note Warning", "left", WARN, WARN_SOFT),
        ("Engagement Head", "left", RULE, ""), ("Engagement Title", "left", RULE, ""),
        ("Engagement Detail", "left", RULE, ""), ("Engagement Text", "left", RULE, ""),
        ("Heading 1", "top", look.accent, ""), ("Letter Signature", "top", INK3, ""),
    ):  # fmt: skip
        _in_order(word.styles[name].element.get_or_add_pPr(), side, colour, ground)
    for name, colour in (("Diplomatic Track", DIPLOMATIC), ("Trade Track", TRADE), ("Label", INK2), ("Draft", WARN)):
        character: Any = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        character.font.bold, character.font.color.rgb = True, RGBColor.from_string(colour)
    word.styles.element.append(_table_style(look))


def _in_order(properties: Any, side: str, colour: str, ground: str) -> None:
    """The schema wants lines and ground before spacing and indents."""
    later = [
        child
        for child in properties
        if child.tag in {qn(f"w:{n}") for n in ("tabs", "spacing", "ind", "jc", "outlineLvl", "contextualSpacing")}
    ]
    for child in later:
        properties.remove(child)
    for child in properties.findall(qn("w:pBdr")):
        properties.remove(child)
    side_line(properties, side, colour)
    if ground:
        shade(properties, ground)
    for child in later:
        properties.append(child)


def _set(word: Word, wanted: _Style) -> None:
    known = {style.name for style in word.styles}
    style: Any = word.styles[wanted.name] if wanted.name in known else word.styles.add_style(wanted.name, 1)
    if wanted.name not in known:
        style.base_style, style.quick_style = word.styles[wanted.based], True
    font, layout = style.font, style.paragraph_format
    # The template's fonts of a theme would win over ours, as would its lines and tabs.
    for part, tags in ((style.element.rPr, ("rFonts", "spacing", "kern")), (style.element.pPr, ("pBdr", "tabs"))):
        for old in [] if part is None else [child for tag in tags for child in part.findall(qn(f"w:{tag}"))]:
            part.remove(old)
    font.name, font.size, font.bold, font.italic = FONT, Pt(wanted.size), wanted.bold, wanted.italic
    font.color.rgb = RGBColor.from_string(wanted.colour)
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.keep_with_next, layout.keep_together, layout.widow_control = wanted.keeps, wanted.keeps, True
    if wanted.indent:
        layout.left_indent = Pt(wanted.indent)


def _set_language(word: Word, language: str) -> None:
    tag = {"en": "en-US", "es": "es-MX"}[language]
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=tag, eastAsia="en-US", bidi="ar-SA"))
    word.core_properties.language = tag


def _table_style(look: Look) -> Any:
    style = element("w:style", type="table", customStyle="1", styleId=TABLE_STYLE)
    style.append(element("w:name", val="Puente Table"))
    style.append(element("w:basedOn", val="TableNormal"))
    style.append(element("w:uiPriority", val="99"))
    cells = element("w:tblPr")
    borders = element("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=RULE))
    cells.append(borders)
    margins = element("w:tblCellMar")
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margins.append(element(f"w:{side}", w=width, type="dxa"))
    cells.append(margins)
    style.append(cells)
    first = element("w:tblStylePr", type="firstRow")
    head = element("w:tcPr")
    line = element("w:tcBorders")
    line.append(element("w:bottom", val="single", sz="8", space="0", color=look.primary))
    head.append(line)
    head.append(element("w:shd", val="clear", color="auto", fill=GROUND))
    first.append(head)
    style.append(first)
    return style
