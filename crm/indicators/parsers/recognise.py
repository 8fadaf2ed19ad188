"""Tells the files apart by what is in them, never by their name, and hands them to their reader."""

import re
from datetime import date
from typing import Final

from crm.indicators.parsers import crossings, fred, transborder
from crm.indicators.parsers.crossings import read_crossings
from crm.indicators.parsers.fred import read_fred
from crm.indicators.parsers.names import Names, catalogue_names
from crm.indicators.parsers.shapes import BadFile, ParsedFile, UnknownFile
from crm.indicators.parsers.text_table import decode, header_of
from crm.indicators.parsers.transborder import read_transborder
from crm.indicators.parsers.workbook import read_workbook

KNOWN_FILES: Final = (
    "the Census country workbook (country.xlsx), FRED CSV of IMPMX, EXPMX or DEXMXUS, "
    "the BTS TransBorder tables (by HS chapter, group, mode, state or port), and the BTS Border Crossing Entry table"
)
#: Ours: the largest known file, all of BTS's crossings with Canada too, has 400,000 rows and about 50 MB.
LARGEST_FILE: Final = 80_000_000

_VINTAGE: Final = re.compile(r"(?<!\d)(?<!\d-)((?:19|20)\d\d)-(0[1-9]|1[0-2])(?!\d)")


def parse_file(name: str, data: bytes, names: Names | None = None) -> ParsedFile:
    """Recognise and read a published file.

    UnknownFile or BadFile, each one sentence, when it is none we read or cannot be trusted. `name` is only quoted.
    Titles are made of `names`, by default those of the shipped reference data.
    """
    names = names or catalogue_names()
    if len(data) > LARGEST_FILE:
        raise BadFile(
            f"The file has {len(data) // 1_000_000:,} MB; the largest we read has {LARGEST_FILE // 1_000_000}."
        )
    unknown = f"{name} is not a file we know; we read {KNOWN_FILES}."
    if data[:2] == b"PK":
        return read_workbook(data, unknown)
    text = decode(data) if data[:4] != b"\xd0\xcf\x11\xe0" else ""  # an old .xls
    header = header_of(text)
    if len(header) == 2 and header[0] in fred.DATE_COLUMNS:  # noqa: PLR2004 - a date and a value
        if header[1] not in fred.KNOWN:
            raise UnknownFile(
                f"{name} holds the FRED series {header[1][:30]}; of FRED we read {', '.join(fred.KNOWN)}."
            )
        return read_fred(text)
    if transborder.table_of(header):
        return read_transborder(text, names)
    if set(crossings.COLUMNS) <= set(header):
        return read_crossings(text, names)
    raise UnknownFile(unknown)


def vintage_from_name(name: str) -> date | None:
    """Return the month that a file name states as YYYY-MM, else None; a range of years states none."""
    found = {(int(year), int(month)) for year, month in _VINTAGE.findall(name)}
    if len(found) != 1:
        return None
    return date(*found.pop(), 1)
