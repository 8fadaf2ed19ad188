"""`python -m tools.bench.documents`: what the writers of files take beside the bare library writing the same rows.

Each case runs in a process of its own, so that its peak of memory (RSS, with that of the programs it starts) is its
own. Prints Markdown.
"""

import csv
import dataclasses
import datetime as dt
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Final

import docx
import typst
import xlsxwriter  # type: ignore[import-untyped]
from flask import Flask

from crm.core.csvout import write_csv
from crm.lists.sheets import workbook
from crm.reports.document import Column, Cover, Document, Footer, Section, Table
from crm.reports.writers.docx import write_docx
from crm.reports.writers.pdf import fonts, write_pdf
from crm.reports.writers.volumes import volumes
from crm.reports.writers.xlsx import write_xlsx

HEADS: Final = ("No.", "Date", "Institution", "Outcome", "US$")
BARE_PDF: Final = b"""#set page(paper: "us-letter", numbering: "1 / 1")
#set text(font: "Source Sans Pro", size: 9pt, lang: "es")
#let rows = json("data.json")
#table(columns: (auto, auto, 2fr, 3fr, auto), table.header(..rows.first()), ..rows.slice(1).flatten())
"""


def raw_rows(count: int) -> Iterator[tuple[str, dt.date, str, str, Decimal]]:
    """Yield rows as they lie in the records."""
    for number in range(1, count + 1):
        yield (
            f"G-2026-{number:05}", dt.date(2026, number % 12 + 1, number % 28 + 1),
            "Administración Desconcentrada de Aduanas, Nogales, Sonora",
            f"Se acordó la mesa {number}; enviar la hoja de tiempos antes del día 25, con copia a la agencia aduanal",
            Decimal(number * 1234 + 50) / 100,
        )  # fmt: skip


def worded(count: int) -> list[tuple[str, ...]]:
    """Return the same as words."""
    return [(a, f"{b:%d %b %Y}", c, d, f"{e:,.2f}") for a, b, c, d, e in raw_rows(count)]


def document(count: int) -> Document:
    """Return a report whose annex has so many rows."""
    columns = tuple(Column(name, width) for name, width in zip(HEADS, (0, 0, 2, 3, 0), strict=True))
    table = Table(columns, tuple(worded(count)), raw=tuple(raw_rows(count)))
    cover = Cover("Cliente de la prueba", "2026", "27 nov 2026", "v1", "Marisol Reyes", "Puente", (), "Confidencial.")
    return Document(
        "Informe", "", "es", cover, (Section("Anexo", (table,)),), Footer("Cliente", "2026", "v1", "Confidencial."),
        dt.date(2026, 11, 27), "Puente",
    )  # fmt: skip


def bare_pdf(count: int) -> None:
    """Set the same rows by a template of four lines."""
    data = json.dumps([HEADS, *worded(count)], ensure_ascii=False).encode()
    typst.compile({"main.typ": BARE_PDF, "data.json": data}, font_paths=fonts(), ignore_system_fonts=True)


def list_xlsx(count: int) -> None:
    """Write a list as the export of a list does."""
    with TemporaryDirectory() as folder, Flask("bench", instance_path=folder).app_context():
        workbook("Bench", HEADS, raw_rows(count)).close()


def bare_xlsx(count: int) -> None:
    """Write the same rows by the library in its mode of flat memory."""
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for line, (number, when, body, outcome, money) in enumerate(raw_rows(count)):
            sheet.write_string(line, 0, number)
            sheet.write_datetime(line, 1, when, day)
            sheet.write_string(line, 2, body)
            sheet.write_string(line, 3, outcome)
            sheet.write_number(line, 4, money)


def our_csv(count: int) -> None:
    """Write rows as any export does."""
    with TemporaryFile("w", encoding="utf-8", newline="") as file:
        file.writelines(write_csv(HEADS, raw_rows(count)))


def bare_csv(count: int) -> None:
    """Write the same rows by the module."""
    with TemporaryFile("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(HEADS)
        csv.writer(file).writerows(raw_rows(count))


def bare_docx(count: int) -> None:
    """Fill a table of the library's, made with all its rows at once."""
    word = docx.Document()
    table = word.add_table(rows=count, cols=len(HEADS))
    for row, texts in zip(table.rows, worded(count), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.save(io.BytesIO())


def long_history(count: int) -> None:
    """Set a long report in volumes."""
    for _volume in volumes(dataclasses.replace(document(count), title="Historia")):
        pass


CASES: Final[dict[str, tuple[Callable[[int], object], int]]] = {
    "PDF of 100 pages (1,670 rows)": (lambda count: write_pdf(document(count)), 1_670),
    "PDF, typst alone": (bare_pdf, 1_670),
    "DOCX of 1,500 rows": (lambda count: write_docx(document(count)), 1_500),
    "DOCX, python-docx alone": (bare_docx, 1_500),
    "XLSX of a list, 100,000 rows": (list_xlsx, 100_000),
    "XLSX of a report, 100,000 rows": (lambda count: write_xlsx(document(count)), 100_000),
    "XLSX, XlsxWriter alone": (bare_xlsx, 100_000),
    "CSV of 1,000,000 rows": (our_csv, 1_000_000),
    "CSV, csv module alone": (bare_csv, 1_000_000),
    "PDF of 1,000 pages in volumes (16,700 rows)": (long_history, 16_700),
}


def measured(name: str) -> Sequence[float]:
    """Run a case in a process of its own; return seconds and MB."""
    ran = subprocess.run(
        [sys.executable, "-m", "tools.bench.documents", name], capture_output=True, check=True, text=True
    )
    return [float(figure) for figure in ran.stdout.split()]


def main(*names: str) -> None:
    """Run one case here, or each in a process of its own."""
    if names:
        write, count = CASES[names[0]]
        started = time.perf_counter()
        write(count)
        taken = time.perf_counter() - started
        peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(taken, max(peaks) / 1024)
        return
    print("| | seconds | MB |\n|---|---:|---:|")
    for name in CASES:
        seconds, megabytes = measured(name)
        print(f"| {name} | {seconds:.1f} | {megabytes:,.0f} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
