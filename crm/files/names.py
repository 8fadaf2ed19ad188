"""A file's own name: kept in Unicode as it was given, but for what would lead a reader or a disk astray."""

import re
import unicodedata
from typing import Final

#: Bytes of UTF-8 that common file systems take for a name.
LONGEST: Final = 240
#: Controls, format signs (which turn the direction of text), halves of letters, line and paragraph ends.
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean_name(given: str | None) -> str:
    r"""Return the name without path, control and direction signs, composed (NFC) and short enough for a disk.

    '..\\Año\u202eexe.pdf' gives 'Añoexe.pdf'; what is cut is marked by '…' before the extension.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given or ""))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in _DROPPED)
    name = " ".join(kept.split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    room = LONGEST - len((dot + extension).encode()) - len("…".encode())
    if len(name.encode()) > LONGEST and room > 0:
        name = f"{stem.encode()[:room].decode('utf-8', 'ignore').rstrip()}…{dot}{extension}"
    return name if len(name.encode()) <= LONGEST else "…"
