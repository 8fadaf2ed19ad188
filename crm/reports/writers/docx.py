"""The neutral document for Word: real styles, heads that repeat, fields for the page numbers; made to be edited."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.shared import Inches, Pt

from crm.reports.document import (
    Block,
    Bullets,
    CountStrip,
    Document,
    EngagementEntry,
    Figure,
    Letter,
    Note,
    Paragraph,
    Table,
)
from crm.reports.words import WORDS, Words
from crm.reports.writers.docx_page import add_cover, add_letterhead, add_picture, set_page
from crm.reports.writers.docx_styles import TABLE_STYLE, Look, set_styles
from crm.reports.writers.docx_xml import add_row, framed, table_of, write_text
from crm.reports.writers.heights import WIDTH, column_widths
from crm.reports.writers.packed import packed_again
from crm.reports.writers.pdf import fonts
from crm.reports.writers.pictures import pngs
from crm.reports.writers.plain import clean, paragraphs

#: Signs of a row or an entry that alone could fill a page: it has to run on.
_RUN_ON: Final = 1500
_CHART_WIDTH: Final = 5.2
_ACROSS: Final = 6
#: Mean width of a sign of a table, in points: wider than the font's, as other machines draw it with another.
_SIGN: Final = 5.3


def write_docx(document: Document) -> bytes:
    """Return the DOCX file; raises `typst.TypstError` when a chart is no drawing."""
    word = docx.Document()
    set_styles(word, Look.of(document.brand), document.language)
    set_page(word, document)
    _set_properties(word, document)
    add_cover(word, document)
    writer = _Writer(word, document, WORDS[document.language], _charts(document))
    for number, section in enumerate(document.sections):
        heading = word.add_heading(clean(section.heading), section.level)
        if number == 0 or section.new_page:
            heading.paragraph_format.page_break_before = True
        for block in section.blocks:
            writer.add(block)
    if document.notice:
        word.add_paragraph(writer.words.notice, "Heading 3")
        writer.texts(document.notice, "Notice")
    out = io.BytesIO()
    word.save(out)
    return packed_again(out.getvalue())


def _charts(document: Document) -> dict[str, bytes]:
    drawn = [block.svg for section in document.sections for block in section.blocks
             if isinstance(block, Figure) and block.svg]  # fmt: skip
    wanted = list(dict.fromkeys(drawn))
    made = pngs([svg.encode("utf-8", "replace") for svg in wanted], _CHART_WIDTH, fonts())
    return dict(zip(wanted, made, strict=True))


def _set_properties(word: Word, document: Document) -> None:
    told, dated = word.core_properties, dt.datetime.combine(document.dated, dt.time())
    told.title = clean(f"{document.title}: {document.cover.client}, {document.cover.period}")[:255]
    told.subject, told.author = clean(document.subtitle)[:255], clean(document.author)[:255]
    told.keywords, told.comments = clean(", ".join(document.keywords))[:255], ""
    told.last_modified_by, told.revision = told.author, 1
    told.created = told.modified = dated


@dataclass(frozen=True, slots=True)
class _Writer:
    word: Word
    document: Document
    words: Words
    charts: dict[str, bytes]

    def add(self, block: Block) -> None:
        """Add a block of any kind."""
        _WRITERS[type(block)](self, block)

    def texts(self, text: str, style: str = "Normal") -> list[Any]:
        """Add a text, a paragraph for each of its own."""
        made = []
        for lines in paragraphs(text):
            paragraph = self.word.add_paragraph(style=style)
            write_text(paragraph._p, "\n".join(lines))  # noqa: SLF001 - add_run is slow, and turns tabs into more
            made.append(paragraph)
        return made

    def labelled(self, label: str, text: str, style: str) -> list[Any]:
        """Add a text with its name before it."""
        made = self.texts(text, style)
        first = made[0]._p  # noqa: SLF001
        run = made[0].add_run(f"{label}  ", "Label")._r  # noqa: SLF001
        first.insert(1 if first.pPr is not None else 0, run)
        return made

    def paragraph(self, block: Paragraph) -> None:
        self.texts(block.text)

    def bullets(self, block: Bullets) -> None:
        for item in block.items:
            write_text(self.word.add_paragraph(style="List Bullet")._p, clean(item))  # noqa: SLF001

    def counts(self, block: CountStrip) -> None:
        for start in range(0, len(block.items), _ACROSS):
            items = block.items[start : start + _ACROSS]
            widths = [WIDTH / len(items)] * len(items)
            table = table_of(TABLE_STYLE, widths)
            told = [[("CountValue", "left", item.value), ("CountLabel", "left", item.label)] for item in items]
            add_row(table, told, widths)
            self._append(table)

    def table(self, block: Table) -> None:
        if block.caption:
            self.texts(block.caption, "Caption")
        widths, aligns = column_widths(block, _SIGN), [column.align for column in block.columns]
        scale = WIDTH / sum(widths)
        widths = [width * scale for width in widths]
        table = table_of(TABLE_STYLE, widths)
        names = [column.heading for column in block.columns]
        add_row(table, [[("TableHead", a, n)] for a, n in zip(aligns, names, strict=True)], widths, head=True)
        for row in block.rows:
            cells = [[("TableText", align, text)] for align, text in zip(aligns, row, strict=True)]
            add_row(table, cells, widths, whole=max(map(len, row)) <= _RUN_ON)
        self._append(table)

    def _append(self, table: Any) -> None:
        self.word.element.body.insert_element_before(table, "w:sectPr")
        # Two tables without a paragraph between them become one.
        self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def engagement(self, block: EngagementEntry) -> None:
        head = self.word.add_paragraph(style="Engagement Head")
        by_us = {"diplomatic": self.words.diplomatic, "trade": self.words.trade}[block.track]
        head.add_run(by_us, f"{block.track.capitalize()} Track")
        write_text(head._p, "".join(f" · {clean(part)}" for part in (block.date, block.channel, block.number) if part))  # noqa: SLF001
        made = [*self.texts(block.title, "Engagement Title")]
        for text in (block.institution, block.people):
            made += self.texts(text, "Engagement Detail") if text else []
        made += self.texts(block.summary, "Engagement Text") if block.summary else []
        for label, text in ((self.words.outcome, block.outcome), (self.words.next_step, block.next_step)):
            made += self.labelled(label, text, "Engagement Text") if text else []
        if len(block.summary) + len(block.outcome) + len(block.next_step) <= _RUN_ON:
            for paragraph in made:
                paragraph.paragraph_format.keep_together = True
                paragraph.paragraph_format.keep_with_next = paragraph is not made[-1]

    def figure(self, block: Figure) -> None:
        made = [*self.texts(block.title, "Figure Title"), *self.texts(block.value, "Figure Value")]
        for text in (" · ".join(filter(None, (block.period, block.change))), block.unit):
            made += self.texts(text, "Figure Detail") if text else []
        if block.not_current:
            made += self.texts("", "Figure Detail")
            made[-1].add_run(clean(block.not_current), "Draft")
        if block.svg:
            chart = self.word.add_paragraph(style="Figure Chart")
            add_picture(chart, self.charts[block.svg], block.alt, width=Inches(_CHART_WIDTH))
            made.append(chart)
        if block.meaning:
            made += self.labelled(self.words.meaning, block.meaning, "Figure Meaning")
        self.word.element.body.insert_element_before(framed([each._p for each in made], WIDTH), "w:sectPr")  # noqa: SLF001
        # Beside where it says the source it parts one frame from the next: Word would make one of two that touch.
        self.texts(f"{self.words.source}: {block.source}", "Figure Source")

    def note(self, block: Note) -> None:
        self.texts(block.text, {"empty": "Note Empty", "info": "Note", "warning": "Note Warning"}[block.kind])

    def letter(self, block: Letter) -> None:
        add_letterhead(self.word, self.document)
        for text, style in ((block.dated, "Letter Date"), (block.to, "Letter Address"), (block.text, "Normal"),
                            (block.signed, "Letter Signature")):  # fmt: skip
            if text:
                self.texts(text, style)


_WRITERS: Final[dict[type, Any]] = {
    Paragraph: _Writer.paragraph,
    Bullets: _Writer.bullets,
    CountStrip: _Writer.counts,
    Table: _Writer.table,
    EngagementEntry: _Writer.engagement,
    Figure: _Writer.figure,
    Note: _Writer.note,
    Letter: _Writer.letter,
}
