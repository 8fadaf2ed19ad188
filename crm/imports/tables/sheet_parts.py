"""The parts of a workbook, parsed as they are unpacked, never whole. Runs in the limited program only.

A document type (where entities are declared) is refused; a part that is larger than the directory says is damage.
"""

import copy
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final, cast
from xml.etree.ElementTree import Element, XMLPullParser
from xml.parsers import expat

_CHUNK: Final = 1 << 18
#: Characters of a cell (Excel takes 32,767, others more), and sheets.
_TEXT, _SHEETS = 100_000, 255
#: Elements that begin within a chunk in which none ends: one within the other, to no honest end.
_DEEP: Final = 1000
#: What the exit status says was wrong.
DAMAGED, REFUSED, LARGE, WIDE, MISSING = 3, 4, 5, 6, 7
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
#: What is no part of a number format's pattern: quoted, escaped, filled, coloured.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_KINDS: Final = {
    14: "d", 15: "d", 16: "d", 17: "d", 18: "t", 19: "t", 20: "t", 21: "t", 22: "m", 45: "t", 46: "h", 47: "t",
}  # fmt: skip


class Stop(Exception):  # noqa: N818 - the end, with the status that says why
    """Ends the program."""


class Part:
    """One part, read once and to its end, so that its checksum counts; gives the wanted elements when they have ended.

    `seen` is given the bytes as they come.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, *wanted: str,
                 seen: Callable[[bytes], None] | None = None) -> None:  # fmt: skip
        self._archive, self._info, self._seen = archive, copy.copy(archive.getinfo(name)), seen
        self._names = _Names(wanted)
        #: Set to False where the rest is only to be read.
        self.parsing = True

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        """Yield (name without namespace, element)."""
        parser: XMLPullParser[Element] = XMLPullParser(("end",))
        for chunk in self._chunks():
            if self._seen:
                self._seen(chunk)
            if self.parsing:
                parser.feed(chunk)
                ended = False
                for _event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    ended = True
                    if name := self._names[element.tag]:
                        yield name, element
                if not ended and chunk.count(b"<") > _DEEP:
                    raise Stop(REFUSED)
        if self.parsing:
            parser.close()

    def _chunks(self) -> Iterator[bytes]:
        said, got, head = self._info.file_size, 0, _Head()
        self._info.file_size += 1
        with self._archive.open(self._info) as part:
            while chunk := part.read(_CHUNK):
                got += len(chunk)
                if got > said:
                    raise Stop(DAMAGED)
                head.check(chunk)
                yield chunk


class _Names(dict[str, str]):
    """Names of the wanted elements without their namespace, '' for the others."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        super().__init__()
        self._wanted = wanted

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2]
        self[tag] = name if name in self._wanted else ""
        return self[tag]


class _Head:
    """Refuses a document type, which can only stand before the first element."""

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begun

    def check(self, chunk: bytes) -> None:
        """Look at the next piece until the first element has begun."""
        if self._parser:
            parser = self._parser
            for at in range(0, len(chunk), 512):
                parser.Parse(chunk[at : at + 512], False)
                if self._parser is None:
                    return

    def _refuse(self, *_declaration: object) -> None:
        raise Stop(REFUSED)

    def _begun(self, *_element: object) -> None:
        self._parser = None


class Book:
    """What all sheets share: their names and parts, texts, the kinds of value that styles show, the first day."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        main = next(name for name in archive.namelist() if name.lower().endswith("workbook.xml"))
        folder, base = posixpath.split(main)
        links: dict[str, tuple[str, str]] = {}
        for _name, element in Part(archive, posixpath.join(folder, "_rels", f"{base}.rels"), "Relationship"):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"]))[1:]
                links[element.attrib["Id"]] = (posixpath.basename(element.attrib["Type"]), target)
        self.from_1904 = False
        #: Name, part, whether hidden; a sheet that is a chart or a macro is none.
        self.sheets: list[tuple[str, str, bool]] = []
        for name, element in Part(archive, main, "workbookPr", "sheet"):
            if name == "workbookPr":
                self.from_1904 = element.get("date1904", "0") in {"1", "true"}
            else:
                link = next(value for key, value in element.items() if key.endswith("}id"))
                kind, target = links[link]
                if kind == "worksheet":
                    self.sheets.append((element.attrib["name"], target, element.get("state", "visible") != "visible"))
        if len({target for _name, target, _hidden in self.sheets}) < len(self.sheets) or len(self.sheets) > _SHEETS:
            raise Stop(DAMAGED)
        parts = dict(links.values())
        self.kinds = list(_kinds(archive, parts["styles"])) if "styles" in parts else []
        self.strings = list(_strings(archive, parts["sharedStrings"])) if "sharedStrings" in parts else []


def _kinds(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield the kind of value that each style shows."""
    formats = dict(_KINDS)
    for name, element in Part(archive, part, "numFmt", "cellXfs"):
        if name == "numFmt":
            formats[int(element.attrib["numFmtId"])] = kind_of(element.attrib["formatCode"])
        else:
            yield from (formats.get(int(style.get("numFmtId", "0")), "") for style in element)


def kind_of(code: str) -> str:
    """Return what a number format shows: '' number, d, m, t, h hours passed, z and the digits of a code like 00000."""
    pattern = _LITERAL.sub("", code.split(";", 1)[0]).lower().strip()
    if len(pattern) > 1 and not pattern.strip("0"):
        return f"z{len(pattern)}"
    if "[" in pattern:
        return "h"
    if "general" in pattern or set("#?0e") & set(pattern.replace(".0", "")):
        return ""
    hour = bool(set("hs") & set(pattern))
    if set("dy") & set(pattern):
        return "m" if hour else "d"
    return "t" if hour else "d" if "m" in pattern else ""


def _strings(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    for _name, element in Part(archive, part, "si"):
        yield words(element)
        element.clear()


def words(element: Element) -> str:
    """Return the text of a string, plain or in pieces with looks of their own, without the phonetic one beside it."""
    pieces = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [piece.text or "" for piece in child if piece.tag.endswith("}t")]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Return a text with characters for `_x000D_`. Raises Stop where it is longer than a cell can be."""
    if len(text) > _TEXT:
        raise Stop(LARGE)
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    """Half of a pair is no character, and NUL means nothing."""
    code = int(found[1], 16)
    return found[0] if "\ud800" <= chr(code) <= "\udfff" else chr(code) if code else ""
