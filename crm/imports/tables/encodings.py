"""Which encodings a text file may have. Guessers corrupt Spanish: what the bytes do not decide a person does."""

import codecs
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.imports.tables.shapes import EncodingChoice, TableError

_CHUNK: Final = 1 << 20
_ASCII: Final = bytes(range(128))
_LINE: Final = 65_536
#: Lines that hold other letters than ASCII: so many are weighed, so many are shown, each of so many characters.
_WEIGHED, _SHOWN, _WIDTH = 300, 6, 160
#: Above this share of NUL at even or odd places the text is UTF-16 without its mark.
_NULS: Final = 0.2
#: So many different letters of UTF-8 are no accident of another encoding.
_NO_ACCIDENT: Final = 8


@dataclass(frozen=True)
class Encoding:
    """An encoding as people call it, and Python's name and way with errors."""

    label: Any
    codec: str
    errors: str = "strict"


#: By the name in `Settings`.
ENCODINGS: Final[dict[str, Encoding]] = {
    "ascii": Encoding(_l("Plain letters without accents (ASCII)"), "ascii"),
    "utf-8": Encoding(_l("Unicode (UTF-8)"), "utf-8"),
    "utf-8-sig": Encoding(_l("Unicode (UTF-8 with mark)"), "utf-8-sig"),
    "utf-16": Encoding(_l("Unicode (UTF-16 with mark)"), "utf-16"),
    "utf-16-le": Encoding(_l("Unicode (UTF-16, little end first)"), "utf-16-le"),
    "utf-16-be": Encoding(_l("Unicode (UTF-16, big end first)"), "utf-16-be"),
    "cp1252": Encoding(_l("Windows, Western Europe and Americas (1252)"), "cp1252"),
    "latin-1": Encoding(_l("Latin-1 (ISO 8859-1)"), "latin-1"),
    "mac": Encoding(_l("Old Macintosh (Mac Roman)"), "mac_roman"),
    "cp850": Encoding(_l("Old DOS (850)"), "cp850"),
    "mixed": Encoding(_l("UTF-8 with pieces of Windows 1252"), "utf-8-sig", "crm-cp1252"),
}  # fmt: skip

_EIGHT_BITS: Final = ("cp1252", "latin-1", "mac", "cp850")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("crm-cp1252", _as_windows)


@contextmanager
def text_of(stream: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    """Give the text of a stream from its beginning with its line ends; the stream stays open.

    Raises TableError within for bytes that are no text of that encoding.
    """
    known = ENCODINGS.get(encoding)
    if known is None:
        raise TableError(_("Choose the encoding of the file."))
    stream.seek(0)
    text = io.TextIOWrapper(stream, known.codec, known.errors, newline="")
    try:
        yield text
    except UnicodeError:
        label = str(known.label)
        raise TableError(_("The file is not in the encoding “%(label)s”: choose another.", label=label)) from None
    finally:
        text.detach()


@dataclass(slots=True)
class _Bytes:
    """What one pass over a file tells."""

    size: int = 0
    utf8: bool = True
    high: set[int] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    nuls: list[int] = field(default_factory=lambda: [0, 0])


def _scan(stream: IO[bytes]) -> _Bytes:
    stream.seek(0)
    found, decoder = _Bytes(), codecs.getincrementaldecoder("utf-8")()
    while chunk := stream.read(_CHUNK):
        found.size += len(chunk)
        if b"\0" in chunk:
            found.nuls[0] += chunk[0::2].count(0)
            found.nuls[1] += chunk[1::2].count(0)
        if not chunk.isascii():
            found.high.update(chunk.translate(None, _ASCII))
        if found.utf8:
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                found.utf8 = False
            else:
                found.letters.update(() if text.isascii() else text.encode().translate(None, _ASCII).decode())
    if found.utf8 and decoder.getstate()[0]:
        found.utf8 = False
    return found


def find_encodings(stream: IO[bytes]) -> tuple[list[EncodingChoice], bool]:
    """Return the encodings that a file may have, best first, and whether the first is sure.

    A mark, strict UTF-8 with letters of its own, or nothing but ASCII decides; anything else is asked.
    """
    found = _scan(stream)
    stream.seek(0)
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise TableError(_("The file is in UTF-32: save it again as “CSV UTF-8”."))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [EncodingChoice("utf-16")], True
    if max(found.nuls) > _NULS * found.size / 2:
        order = ("utf-16-le", "utf-16-be") if found.nuls[1] > found.nuls[0] else ("utf-16-be", "utf-16-le")
        return [EncodingChoice(name, _first_lines(stream, name)) for name in order], False
    marked = head.startswith(codecs.BOM_UTF8)
    if not found.high:
        return [EncodingChoice("ascii")], True
    if found.utf8 and (marked or _no_accident(found.letters)):
        return [EncodingChoice("utf-8-sig" if marked else "utf-8")], True
    return _asked(stream, found, marked=marked)


def _no_accident(letters: set[str]) -> bool:
    """Tell whether valid UTF-8 was meant so: two bytes of another encoding can look like a letter of it."""
    western = sum(letter < "\u0180" or "\u2010" <= letter <= "\u20bf" or letter == "™" for letter in letters)
    return western > len(letters) / 2 or len(letters) >= _NO_ACCIDENT


def _asked(stream: IO[bytes], found: _Bytes, *, marked: bool) -> tuple[list[EncodingChoice], bool]:
    """Return every encoding in which the whole file can be read, those first that give Spanish words."""
    weighed, shown = _telling_lines(stream)
    names: dict[str, str] = {}
    high = bytes(sorted(found.high))
    for name in _EIGHT_BITS:
        try:
            read_as = high.decode(ENCODINGS[name].codec)
        except UnicodeDecodeError:
            continue
        if read_as not in names.values():
            names[name] = read_as
    choices = list(names)
    if found.utf8:
        choices.append("utf-8")
    elif marked or any(_has_utf8(line) for line in weighed):
        choices.append("mixed")
    choices.sort(key=lambda name: -sum(_score(_decoded(line, name)) for line in weighed))
    return [EncodingChoice(name, tuple(_around(_decoded(line, name)) for line in shown)) for name in choices], False


def _decoded(line: bytes, name: str) -> str:
    return line.decode(ENCODINGS[name].codec, "replace" if name == "utf-8" else ENCODINGS[name].errors)


def _has_utf8(line: bytes) -> bool:
    """Tell whether some letter of a line is one of UTF-8."""
    return any(sign >= "\x80" for sign in line.decode("utf-8", "ignore"))


def _telling_lines(stream: IO[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Return lines that hold bytes above ASCII: many to weigh, and the few that show every kind of them."""
    weighed: list[bytes] = []
    shown: list[bytes] = []
    seen: set[int] = set()
    with text_of(stream, "latin-1") as text:
        while line := text.readline(_LINE):
            if line.isascii():
                continue
            raw = line.rstrip("\r\n").encode("latin-1")
            new = set(raw.translate(None, _ASCII)) - seen
            if len(weighed) < _WEIGHED:
                weighed.append(raw)
            if new and len(shown) < _SHOWN:
                shown.append(raw)
                seen |= new
            if len(weighed) == _WEIGHED and len(shown) == _SHOWN:
                break
    return weighed, shown


def _first_lines(stream: IO[bytes], name: str) -> tuple[str, ...]:
    stream.seek(0)
    text = stream.read(_LINE).decode(ENCODINGS[name].codec, "replace")
    return tuple(_around(line) for line in text.splitlines()[:_SHOWN])


def _around(line: str) -> str:
    """Return the piece of a line that holds its first letter above ASCII."""
    first = next((at for at, sign in enumerate(line) if sign >= "\x80"), 0)
    start = max(0, first - _WIDTH // 2)
    return line[start : start + _WIDTH]


_LOWER: Final = frozenset("áéíóúüñ")
_UPPER: Final = frozenset("ÁÉÍÓÚÜÑ")
_OPENING: Final = frozenset("¿¡“‘«")
_SIGNS: Final = frozenset("”’»–—…€°ºª·®™½")


def _score(line: str) -> int:
    """Return how much a line looks like Spanish as people write it."""
    score = 0
    for at, sign in enumerate(line):
        if sign >= "\x80":
            before, after = line[at - 1 : at] if at else "", line[at + 1 : at + 2]
            score += next((gain for fits, gain in _MERITS if fits(sign, before, after)), -3)
    return score


#: The first that fits counts: the letter, the sign before it and the one after.
_MERITS: Final[tuple[tuple[Callable[[str, str, str], bool], int], ...]] = (
    (lambda sign, before, _after: sign in _LOWER and not before.isupper(), 3),
    (lambda sign, before, _after: sign in _LOWER and before.isupper(), 1),
    (lambda sign, before, after: sign in _UPPER and not before.islower() and (after.isalpha() or before.isalpha()), 2),
    (lambda sign, before, after: sign in _OPENING and not before.isalpha() and (after.isalpha() or not after), 2),
    (lambda sign, before, after: sign in _SIGNS and not (before.isalpha() and after.isalpha()), 1),
    (lambda sign, _before, _after: "\x80" <= sign < "\xa0" or sign == "\ufffd", -10),
)
