"""The Word document's paper, running head and foot, letterhead and cover."""

import io
from typing import Any, Final

from docx.document import Document as Word
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Length, Pt
from docx.text.paragraph import Paragraph

from crm.reports.document import Document
from crm.reports.words import WORDS
from crm.reports.writers.docx_xml import element, field, write_text
from crm.reports.writers.heights import WIDTH
from crm.reports.writers.pdf import fonts
from crm.reports.writers.pictures import is_drawing, pngs
from crm.reports.writers.plain import clean

#: Inches: Letter, and Mexico's oficio (PWG 5101.1: na_oficio_8.5x13.4in).
_PAPERS: Final = {"letter": (8.5, 11.0), "oficio": (8.5, 13.4)}
_LOGO_HIGH, _LOGO_WIDE = Inches(0.62), Inches(3)


def set_page(word: Word, document: Document) -> None:
    """Set paper, margins, running head and foot."""
    section: Any = word.sections[0]
    wide, high = _PAPERS[document.brand.paper]
    section.page_width, section.page_height = Inches(wide), Inches(high)
    section.left_margin = section.right_margin = Inches(0.9)
    section.top_margin, section.bottom_margin = Inches(1), Inches(0.95)
    section.header_distance, section.footer_distance = Inches(0.5), Inches(0.4)
    _head(section.header.paragraphs[0], document)
    _foot(section.footer, document)
    _drop_thumbnail(word)
    compat = element("w:compat")
    compat.append(element("w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word",
                          val="15"))  # fmt: skip
    settings = word.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.replace(old, compat)


def _drop_thumbnail(word: Word) -> None:
    """The library's template has a picture of itself."""
    rels = word.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        rels.pop(key)


def _tabs(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _head(paragraph: Paragraph, document: Document) -> None:
    _tabs(paragraph)
    paragraph.add_run(clean(document.cover.firm), "Label")
    paragraph.add_run(f"  {clean(document.title)}")
    if document.cover.draft:
        paragraph.add_run("\t")
        paragraph.add_run(clean(document.cover.draft), "Draft")


def _foot(footer: Any, document: Document) -> None:
    told = document.footer
    first = footer.paragraphs[0]
    _tabs(first)
    first.add_run(" · ".join(clean(part) for part in (told.client, told.period, told.version) if part))
    first.add_run("\t")
    before, rest = WORDS[document.language].page.split("{page}")
    between, after = rest.split("{pages}")
    for text, code in ((before, "PAGE"), (between, "NUMPAGES")):
        first.add_run(text)
        field(first, code)
    if after:
        first.add_run(after)
    last = footer.add_paragraph(style="Footer")
    last.add_run(" · ".join(clean(part) for part in (document.brand.footer, told.confidentiality) if part))


def add_picture(paragraph: Paragraph, picture: bytes, words: str, width: Length | None = None) -> None:
    """Add a picture with words for those who cannot see it; the logo's size where no width is given."""
    shape: Any = paragraph.add_run().add_picture(io.BytesIO(picture), width=width, height=None if width else _LOGO_HIGH)
    if width is None and shape.width > _LOGO_WIDE:
        shape.width, shape.height = _LOGO_WIDE, Emu(int(shape.height * _LOGO_WIDE / shape.width))
    shape._inline.docPr.set("descr", clean(words))  # noqa: SLF001 - python-docx has no word for it


def add_letterhead(word: Word, document: Document) -> None:
    """Add the firm's logo and lines, where it has any."""
    brand = document.brand
    if brand.logo:
        picture = brand.logo if not is_drawing(brand.logo) else pngs([brand.logo], 3, fonts())[0]
        add_picture(word.add_paragraph(style="Letterhead"), picture, document.cover.firm)
    for line in brand.letterhead:
        word.add_paragraph(clean(line), "Letterhead")


def add_cover(word: Word, document: Document) -> None:
    """Add the cover; the first section begins on the next page."""
    cover, words = document.cover, WORDS[document.language]
    add_letterhead(word, document)
    lines = (
        (cover.firm, "Cover Firm"), (cover.draft, "Draft Mark"), (document.title, "Cover Line"),
        (cover.client, "Title"), (cover.period, "Cover Period"), (document.subtitle, "Subtitle"),
    )  # fmt: skip
    for text, style in lines:
        if text:
            word.add_paragraph(clean(text), style)
    facts = (
        (words.report_date, cover.report_date), (words.version, cover.version), (words.mandate, cover.mandate),
        (words.prepared_by, cover.prepared_by), (words.approved_by, cover.approved_by),
    )  # fmt: skip
    for label, text in facts:
        if text:
            word.add_paragraph(label, "Cover Label")
            word.add_paragraph(clean(text), "Cover Fact")
    for office in cover.offices:
        write_text(word.add_paragraph(style="Cover Office")._p, clean(office))  # noqa: SLF001
    word.add_paragraph(clean(cover.confidentiality), "Cover Office")
