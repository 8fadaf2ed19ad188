"""The neutral document as a workbook: a summary, the engagements, a sheet a table, figures with Excel's own charts.

Text is text, whatever it begins with; days are days and numbers are numbers, to the last digit. Written row by row, so
that memory stays flat; the same document gives the same bytes.
"""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

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
    Raw,
    Table,
)
from crm.reports.words import WORDS
from crm.reports.writers.plain import clean
from crm.reports.writers.xlsx_figures import add_figures, add_sources
from crm.reports.writers.xlsx_sheets import Sheets, Styles

_LABEL_WIDTH, _TEXT_WIDTH = 30.0, 100.0
_ENTRY_WIDTHS: Final = (13, 20, 16, 14, 28, 24, 20, 50, 28, 28, 18)
Line = tuple[str, Raw]


def write_xlsx(document: Document) -> bytes:
    """Return the XLSX file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        _set_properties(book, document)
        sheets = Sheets(book, document, Styles.of(book, document))
        _add_summary(sheets, document)
        _add_engagements(sheets, document)
        for name, tables in _tables(document):
            _add_tables(sheets, name, tables)
        figures = [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]
        if figures:
            add_figures(sheets, figures)
            add_sources(sheets, figures)
    return out.getvalue()


def _set_properties(book: Any, document: Document) -> None:
    told = {
        "title": f"{document.title}: {document.cover.client}, {document.cover.period}",
        "subject": document.subtitle, "author": document.author, "keywords": ", ".join(document.keywords),
        "company": document.cover.firm,
    }  # fmt: skip
    book.set_properties(
        {name: clean(text)[:255] for name, text in told.items()}
        | {"created": dt.datetime.combine(document.dated, dt.time(), dt.UTC)}
    )


def _add_summary(sheets: Sheets, document: Document) -> None:
    words, cover = WORDS[document.language], document.cover
    sheet = sheets.open(words.summary, [_LABEL_WIDTH, _TEXT_WIDTH])
    for text, style in ((document.title, sheets.styles.title), (cover.client, sheets.styles.title),
                        (cover.period, sheets.styles.strong), (document.subtitle, sheets.styles.text),
                        (cover.draft, sheets.styles.warning)):  # fmt: skip
        if text:
            sheet.line([text], [style])
    facts = (
        (words.report_date, cover.report_date), (words.version, cover.version), (words.mandate, cover.mandate),
        (words.prepared_by, cover.prepared_by), (words.approved_by, cover.approved_by), ("", cover.confidentiality),
    )  # fmt: skip
    _add_lines(sheet, [(name, text) for name, text in facts if text])
    for section in document.sections:
        lines = [line for block in section.blocks for line in _lines(block)]
        if lines:
            sheet.gap()
            sheet.heads([section.heading, ""], sheet.styles.banner)
            _add_lines(sheet, lines)
    if document.notice:
        sheet.gap()
        sheet.heads([words.notice, ""], sheet.styles.banner)
        _add_lines(sheet, [("", document.notice)])


def _add_lines(sheet: Any, lines: Sequence[Line]) -> None:
    for label, value in lines:
        sheet.line([label, value], [sheet.styles.bold, None])


def _lines(block: Block) -> list[Line]:
    """Return what stands in the summary of a block: all but tables, engagements and figures."""
    if isinstance(block, CountStrip):
        return [(item.label, _number(item.value)) for item in block.items]
    if isinstance(block, Bullets):
        return [("•", item) for item in block.items]
    if isinstance(block, Letter):
        return [("", text) for text in (block.dated, block.to, block.text, block.signed) if text]
    return [("", block.text)] if isinstance(block, Paragraph | Note) else []


def _number(text: str) -> Raw:
    plain = text.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and str(int(plain)) == plain else text


def _add_engagements(sheets: Sheets, document: Document) -> None:
    words = WORDS[document.language]
    found = [(section.heading, block) for section in document.sections for block in section.blocks
             if isinstance(block, EngagementEntry)]  # fmt: skip
    if not found:
        return
    sheet = sheets.open(words.engagements, _ENTRY_WIDTHS, landscape=True)
    heads = (
        words.number, words.date, words.track, words.channel, words.subject, words.institution, words.people,
        words.client_summary, words.outcome, words.next_step, words.section,
    )  # fmt: skip
    sheet.table_heads(heads)
    for heading, entry in found:
        track = {"diplomatic": words.diplomatic, "trade": words.trade}[entry.track]
        sheet.line([
            entry.number, entry.date, track, entry.channel, entry.title, entry.institution, entry.people,
            entry.summary, entry.outcome, entry.next_step, heading,
        ])  # fmt: skip
    sheet.close_table(len(heads))


Found = tuple[str, list[Table]]


def _tables(document: Document) -> list[Found]:
    """Return sheets by name with their tables: those of one sheet that have the same columns stand on one."""
    found: list[Found] = []
    for section in document.sections:
        for table in (block for block in section.blocks if isinstance(block, Table)):
            name = table.sheet or section.heading
            if found and found[-1][0] == name and _heads(found[-1][1][0]) == _heads(table):
                found[-1][1].append(table)
            else:
                found.append((name, [table]))
    return found


def _heads(table: Table) -> list[str]:
    return [column.heading for column in table.columns]


def _add_tables(sheets: Sheets, name: str, tables: Sequence[Table]) -> None:
    named = len(tables) > 1
    first = tables[0]
    heads = [*([WORDS[sheets.document.language].section] if named else []), *_heads(first)]
    sheet = sheets.open(name, [*([24.0] if named else []), *_widths(first)], landscape=True)
    sheet.table_heads(heads)
    for table in tables:
        aligns = [*(["left"] if named else []), *(column.align for column in table.columns)]
        for row in table.raw or table.rows:
            sheet.line([*([table.caption] if named else []), *row], aligns=aligns)
    sheet.close_table(len(heads))


_LOOKED: Final = 200
_NARROW, _WIDE = 9.0, 60.0


def _widths(table: Table) -> list[float]:
    """Return the widths of columns in signs, by the first rows."""
    seen = [_heads(table), *table.rows[:_LOOKED]]
    longest = [max(max(map(len, cell.split("\n")), default=0) for cell in cells) for cells in zip(*seen, strict=True)]
    return [min(max(_NARROW, signs * 1.1 + 2), _WIDE) for signs in longest]
