"""Which files are taken: an extension on the list, and content that is what the extension says."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

import puremagic
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

#: Bytes of the beginning that are looked at.
HEAD: Final = 65_536
#: What puremagic calls any archive that Office and OpenDocument files are, and any OLE file.
_ZIP: Final = frozenset({".docx"})
_OLE: Final = frozenset({".doc"})
_TEXT: Final = frozenset[str]()
#: Control characters of honest text: tab, line ends, form feed.
_TEXT_CONTROLS: Final = frozenset("\t\n\r\f")
#: Beginnings of what a browser runs; such a file is refused under any name.
_ACTIVE: Final = tuple(
    f"<{tag}" for tag in ("!doctype html", "html", "svg", "script", "body", "iframe", "xsl:stylesheet", "?php")
)
#: What makes a browser run an XML document.
_ACTIVE_XML: Final = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "<?xml-stylesheet")


@dataclass(frozen=True)
class Kind:
    """One kind of file: the type it is served as, its name in words, how puremagic may call it (none: a text)."""

    media_type: str
    label: Any
    signs: frozenset[str] = field(default=_TEXT)


_JPEG: Final = Kind("image/jpeg", _l("JPEG picture"), frozenset({".jpg", ".jpeg", ".jfif"}))
_TIFF: Final = Kind("image/tiff", _l("TIFF picture"), frozenset({".tif", ".tiff"}))
_HEIC: Final = Kind("image/heic", _l("HEIC picture"), frozenset({".heic", ".heif"}))
_OPEN: Final = "application/vnd.oasis.opendocument."
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

#: By extension.
KINDS: Final[dict[str, Kind]] = {
    "pdf": Kind("application/pdf", _l("PDF document"), frozenset({".pdf"})),
    "png": Kind("image/png", _l("PNG picture"), frozenset({".png"})),
    "jpg": _JPEG, "jpeg": _JPEG,
    "gif": Kind("image/gif", _l("GIF picture"), frozenset({".gif"})),
    "webp": Kind("image/webp", _l("WebP picture"), frozenset({".webp"})),
    "tif": _TIFF, "tiff": _TIFF, "heic": _HEIC, "heif": _HEIC,
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", _l("Word document"), _ZIP),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", _l("Excel workbook"), _ZIP),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", _l("PowerPoint presentation"), _ZIP),
    "odt": Kind(f"{_OPEN}text", _l("OpenDocument text"), _ZIP),
    "ods": Kind(f"{_OPEN}spreadsheet", _l("OpenDocument spreadsheet"), _ZIP),
    "odp": Kind(f"{_OPEN}presentation", _l("OpenDocument presentation"), _ZIP),
    "zip": Kind("application/zip", _l("ZIP archive"), _ZIP),
    "doc": Kind("application/msword", _l("Word document (97 to 2003)"), _OLE),
    "xls": Kind("application/vnd.ms-excel", _l("Excel workbook (97 to 2003)"), _OLE),
    "ppt": Kind("application/vnd.ms-powerpoint", _l("PowerPoint presentation (97 to 2003)"), _OLE),
    "msg": Kind("application/vnd.ms-outlook", _l("Outlook message"), _OLE),
    "rtf": Kind("application/rtf", _l("RTF document"), frozenset({".rtf"})),
    "txt": Kind("text/plain", _l("Text")),
    "csv": Kind("text/csv", _l("CSV table")),
    "xml": Kind("application/xml", _l("XML document")),
    "eml": Kind("message/rfc822", _l("E-mail message")),
}  # fmt: skip

#: For the browser's file chooser.
ACCEPT: Final = ",".join(f".{extension}" for extension in KINDS)
LABELS: Final[dict[str, Any]] = {kind.media_type: kind.label for kind in KINDS.values()}


def kind_of(name: str) -> Kind | None:
    """Return the kind that a name's last extension stands for, None for one that is not taken."""
    return KINDS.get(PurePosixPath(name.lower()).suffix.removeprefix("."))


def refusal(name: str, head: bytes) -> str:
    """Return one sentence why a file of this name and beginning is not taken; '' where it is."""
    kind = kind_of(name)
    if kind is None:
        return str(_("Files of this kind are not taken. Taken are: %(kinds)s.", kinds=", ".join(KINDS)))
    if not head:
        return str(_("The file is empty."))
    fits = _is_text(head) if kind.signs is _TEXT else bool(kind.signs & _signs(head))
    if not fits:
        return str(_("The content is not what the name says: this is no %(kind)s.", kind=str(kind.label)))
    return ""


def _signs(head: bytes) -> frozenset[str]:
    try:
        return frozenset(found.extension for found in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return frozenset()


def _is_text(head: bytes) -> bool:
    """Tell whether these bytes are text in UTF-8, UTF-16 with its mark or Windows-1252, and nothing that runs."""
    text = _decoded(head)
    if text is None or any(sign < " " and sign not in _TEXT_CONTROLS for sign in text):
        return False
    beginning = text.lstrip("\ufeff \t\r\n").lower()[:4096]
    return not beginning.startswith(_ACTIVE) and not any(name in beginning for name in _ACTIVE_XML)


def _decoded(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The beginning may end within a letter.
        if error.start > len(head) - 4:
            return head[: error.start].decode("utf-8")
    try:
        return head.decode("cp1252")
    except UnicodeDecodeError:
        return None
