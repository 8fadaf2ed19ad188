"""The neutral document: what a report says, in order, without any format.

Every text is plain text in the document's language and already worded for the reader (dates, money, units); a writer
prints it as it is and never reads markup in it. A line end in a text is kept, an empty line starts a new paragraph.
An optional text that is "" is left out.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Language = Literal["en", "es"]
Track = Literal["diplomatic", "trade"]
Align = Literal["left", "center", "right"]
Paper = Literal["letter", "oficio"]


#: A cell of a workbook.
Raw = str | dt.date | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CountStrip:
    """Key counts side by side; six fit a row."""

    items: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the table's width, or 0 for as wide as the content needs."""

    heading: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Raises ValueError on a row of another length than the columns, and without rows: nothing to say is a `Note`.

    `raw` has the same cells as days, instants and exact numbers, for a workbook; without it it has the words. `sheet`
    names its sheet there, else the section does; tables of one sheet with the same columns stand below each other.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    raw: tuple[tuple[Raw, ...], ...] = ()
    sheet: str = ""

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("a table needs rows: a section with nothing to say has one honest line instead")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a table row does not have {len(self.columns)} cells")
        if self.raw and [len(row) for row in self.raw] != [len(row) for row in self.rows]:
            raise ValueError("the raw cells of a table are not as many as its words")


@dataclass(frozen=True, slots=True)
class EngagementEntry:
    """One engagement as the client may read it; the internal note has no place here."""

    number: str
    date: str
    track: Track
    channel: str
    title: str
    institution: str = ""
    people: str = ""
    summary: str = ""
    outcome: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a chart; `value` in the figure's `points_unit`, None where nothing was published."""

    period: dt.date
    label: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with its chart; figures that follow each other are set in two columns.

    `value` carries its currency or unit sign; `source` names publisher and date of publication; `not_current` is the
    sentence that says so; `svg` is a self-contained drawing and `alt` says in words what it shows; `points` are what
    it draws, oldest first, for a workbook's own chart. Raises ValueError on a chart without such words.
    """

    title: str
    value: str
    unit: str
    period: str
    source: str
    change: str = ""
    not_current: str = ""
    meaning: str = ""
    svg: str = ""
    alt: str = ""
    points: tuple[Point, ...] = ()
    points_unit: str = ""

    def __post_init__(self) -> None:
        if self.svg and not self.alt:
            raise ValueError("a chart needs words for those who cannot see it")


@dataclass(frozen=True, slots=True)
class Note:
    """`empty`: the honest line of a section that has nothing to say; `info` and `warning` are set in a box."""

    text: str
    kind: Literal["empty", "info", "warning"] = "empty"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter under the firm's letterhead: where and when, to whom, the words with their salutation, who signs.

    `to` and `signed` have a line for each of their lines: name, post.
    """

    text: str
    dated: str = ""
    to: str = ""
    signed: str = ""


Block = Letter | Paragraph | Bullets | CountStrip | Table | EngagementEntry | Figure | Note


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 1 to 3; `new_page` starts an annex on its own page."""

    heading: str
    blocks: tuple[Block, ...] = ()
    level: Literal[1, 2, 3] = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """`draft` is the mark of a version that nobody approved ("Draft, not approved"); it is repeated on each page."""

    client: str
    period: str
    report_date: str
    version: str
    prepared_by: str
    firm: str
    offices: tuple[str, ...]
    confidentiality: str
    approved_by: str = ""
    mandate: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """Runs along the foot of each page, with the page number."""

    client: str
    period: str
    version: str
    confidentiality: str


@dataclass(frozen=True, slots=True)
class Brand:
    """The firm's look: colours as #rrggbb, the logo as the bytes of a PNG, JPEG or SVG ("" and b"" leave ours)."""

    paper: Paper = "letter"
    primary: str = ""
    accent: str = ""
    logo: bytes = b""
    #: Lines at the head of the cover and of a letter.
    letterhead: tuple[str, ...] = ()
    #: Before the page number, on each page.
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """`dated` is the document's own date: it goes into the file, so that the same document gives the same bytes."""

    title: str
    subtitle: str
    language: Language
    cover: Cover
    sections: tuple[Section, ...]
    footer: Footer
    dated: dt.date
    author: str
    notice: str = ""
    keywords: tuple[str, ...] = field(default=())
    brand: Brand = field(default=Brand())
    #: The rows behind it for a spreadsheet of another system, headings first; () where a table of it says as much.
    data: tuple[tuple[Raw, ...], ...] = ()
