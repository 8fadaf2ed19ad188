"""Sheets of a workbook: their names, styles, print set-up, and rows whose long texts go on below, with nothing lost."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from crm.core.csvout import formula_safe
from crm.lists.cells import CELL_LENGTH, FIRST_DAY, fits, is_exact, length, pieces
from crm.reports.document import Document, Raw
from crm.reports.words import WORDS
from crm.reports.writers.plain import clean

#: Signs of a sheet's name; what Excel forbids in it, at its ends, and names that it does not take.
_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]+")
_KEPT: Final = ("", "history")
#: Index of Letter and of Folio (8.5 × 13 in), the nearest to the oficio that Excel knows by number.
_PAPERS: Final = {"letter": 1, "oficio": 14}
#: Of a running foot.
_FOOT: Final = 255
_PLACES: Final = 6
#: Points of a line and of the highest row; signs of a text that can make one as high.
_LINE, _HIGHEST, _LOOKED = 15, 409, 10_000


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook; what is made for a number of places is kept."""

    book: Any
    locale: str
    title: Any
    bold: Any
    #: In one line, over the columns beside it; `banner` is a head that is.
    strong: Any
    banner: Any
    text: Any
    warning: Any
    head: Any
    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Any, document: Document) -> "Styles":
        """Return the formats in the firm's colours and the document's language."""
        primary = document.brand.primary or "#10242b"
        # All are of texts: each stays one when somebody edits it.
        said = {"quote_prefix": True}
        top = {"valign": "top", "text_wrap": True}
        head = {
            "bold": True,
            "font_color": "#ffffff",
            "bg_color": primary,
            "border_color": "#d5dbdf",
            "bottom": 1,
            **said,
        }
        return cls(
            book, {"en": "[$-409]", "es": "[$-80A]"}[document.language],
            title=book.add_format({**said, "bold": True, "font_size": 15, "font_color": primary}),
            bold=book.add_format({**said, "bold": True, **top}),
            strong=book.add_format({**said, "bold": True}),
            banner=book.add_format(head),
            text=book.add_format({**said, "valign": "top"}),
            warning=book.add_format({**said, "bold": True, "font_color": "#8a5a00", "bg_color": "#fff3d6"}),
            head=book.add_format({**head, **top}),
        )  # fmt: skip

    def get(self, kind: str, align: str = "left") -> Any:
        """Return the format of `text`, `quoted` (stays text when somebody edits it), or of a number's pattern."""
        if (kind, align) not in self.made:
            wanted: dict[str, Any] = {"valign": "top", "align": align, "text_wrap": True}
            if kind == "quoted":
                wanted["quote_prefix"] = True
            elif kind != "text":
                wanted["num_format"] = kind
            self.made[kind, align] = self.book.add_format(wanted)
        return self.made[kind, align]

    def day(self, *, hours: bool = False) -> str:
        """Return the pattern of a day, with month names of the document's language."""
        return f"{self.locale}d mmm yyyy" + (" h:mm" if hours else "")


def number_pattern(value: Decimal | int) -> str:
    """Return the pattern that shows a number with the places it has."""
    exponent = Decimal(value).as_tuple().exponent
    places = min(_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


@dataclass(slots=True)
class Sheet:
    """One sheet, written from the top down."""

    sheet: Any
    styles: Styles
    part: str
    #: Of the columns, in signs.
    widths: Sequence[float]
    row: int = 0
    _from: int = -1

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def heads(self, texts: Sequence[str], style: Any = None) -> int:
        """Write heads of columns; return their row."""
        for place, text in enumerate(texts):
            self.sheet.write_string(self.row, place, next(pieces(clean(text)), ""), style or self.styles.head)
        self.row += 1
        return self.row - 1

    def table_heads(self, texts: Sequence[str]) -> None:
        """Write the heads of a sheet that is one table: they stay on the screen and on each printed page."""
        self._from = self.heads(texts)
        self.sheet.freeze_panes(self.row, 1)
        self.sheet.repeat_rows(self._from)

    def close_table(self, columns: int) -> None:
        """Let the table be filtered."""
        self.sheet.autofilter(self._from, 0, self.row - 1, columns - 1)

    def line(self, cells: Sequence[Raw], styles: Sequence[Any] = (), aligns: Sequence[str] = ()) -> None:
        """Write a row; what a cell can't hold goes on in the same column of the rows below it."""
        told = [clean(value) if isinstance(value, str) else value for value in cells]
        rest: dict[int, Iterator[str]] = {}
        for place, value in enumerate(told):
            if isinstance(value, str) and not fits(value):
                rest[place] = iter(_parts(value, self.part))
                told[place] = next(rest[place])
        if not styles or styles[-1] is None:
            self._grow(told)
        for place, value in enumerate(told):
            style = styles[place] if place < len(styles) else None
            self._cell(place, value, style, aligns[place] if place < len(aligns) else "left")
        self.row += 1
        while rest:
            found = {place: text for place, texts in rest.items() if (text := next(texts, None)) is not None}
            rest = {place: rest[place] for place in found}
            for place, text in sorted(found.items()):
                self._cell(place, text, None, "left")
            self.row += bool(found)

    def _grow(self, cells: Sequence[Raw]) -> None:
        """Make the row as high as its texts need: not every program does so by itself."""
        lines = max((_lines(text, width) for text, width in zip(cells, self.widths, strict=False)), default=1)
        if lines > 1:
            self.sheet.set_row(self.row, min(_LINE * lines + 2, _HIGHEST))

    def _cell(self, place: int, value: Raw, style: Any, align: str) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.date) and _as_day(value) >= FIRST_DAY:
            hours = isinstance(value, dt.datetime)
            plain = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
            self.sheet.write_datetime(self.row, place, plain, style or self._style(self.styles.day(hours=hours), align))
        elif isinstance(value, Decimal | int) and not isinstance(value, bool) and is_exact(value):
            self.sheet.write_number(self.row, place, value, style or self._style(number_pattern(value), align))
        else:
            text = value if isinstance(value, str) else _plain(value)
            kind = "quoted" if formula_safe(text) != text else "text"
            self.sheet.write_string(self.row, place, text, style or self._style(kind, align))

    def _style(self, kind: str, align: str) -> Any:
        return self.styles.get(kind, align)


def _lines(value: Raw, width: float) -> int:
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(len(line) / width)) for line in value[:_LOOKED].split("\n"))


def _as_day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _plain(value: dt.date | Decimal | int) -> str:
    return value.isoformat() if isinstance(value, dt.date) else f"{value:f}"


def _parts(text: str, name: str) -> list[str]:
    """Return a long text in parts that say which of how many they are, all but the first."""
    room = CELL_LENGTH - length(name.format(part=9999, parts=9999)) - 1
    cut = list(pieces(text, room))
    return [cut[0], *(f"{name.format(part=at, parts=len(cut))} {part}" for at, part in enumerate(cut[1:], 2))]


@dataclass(slots=True)
class Sheets:
    """The sheets of a workbook."""

    book: Any
    document: Document
    styles: Styles
    names: set[str] = field(default_factory=set)

    def open(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Sheet:
        """Add a sheet; widths in signs."""
        sheet = self.book.add_worksheet(self._name(name))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(_PAPERS[self.document.brand.paper])
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
        sheet.set_header(_running("", _coded(self.document.cover.draft)))
        sheet.set_footer(self._foot())
        return Sheet(sheet, self.styles, WORDS[self.document.language].part, widths)

    def _foot(self) -> str:
        told, page = self.document.footer, WORDS[self.document.language].page
        left = " · ".join(part for part in (told.client, told.period, told.version, told.confidentiality) if part)
        return _running(left, _coded(page).replace("{pages}", "&N").replace("{page}", "&P"))

    def _name(self, wanted: str) -> str:
        """Return a name that Excel takes and no other sheet has, whatever its letters' case."""
        plain = _FORBIDDEN.sub(" ", clean(wanted).replace("\n", " ")).strip(" '")
        if plain.casefold() in _KEPT:
            plain += "_"
        name, number = next(pieces(plain, _NAME)).strip(" '"), 1
        while name.casefold() in self.names:
            number += 1
            ending = f" {number}"
            name = next(pieces(plain, _NAME - len(ending))).strip(" '") + ending
        self.names.add(name.casefold())
        return name


def _running(left: str, right: str) -> str:
    """Return a running head or foot; `right` has codes, of the left side there is as much as Excel takes."""
    told = _coded(left)
    room = _FOOT - len(right) - len("&L…&R")
    if length(told) > room:
        told = next(pieces(told, room)).rstrip("&") + "…"
    return (f"&L{told}" if told else "") + (f"&R{right}" if right else "")


def _coded(text: str) -> str:
    """Return a text in which `&` is no code."""
    return clean(text).replace("\n", " ").replace("&", "&&")
