"""A logo that was sent: looked at and drawn anew by a program with hard limits, and only its pixels are kept."""

import io
from pathlib import PurePosixPath
from typing import Final

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from crm.files.intake import Taken
from crm.files.names import clean_name
from crm.files.one import RefusedFileError, check_room, put_one
from crm.files.preview import drawn
from crm.files.queries import total_size

#: Megabytes of the file as it is sent.
MOST_MB: Final = 5
#: What `crm/files/render.py`, a program of its own, says by the number that it ends with, and its limits.
TOO_MANY, TOO_FEW, NOTHING = 3, 4, 5
MOST_PIXELS: Final = 24_000_000
LEAST: Final = 200
ACCEPT: Final = ".png,.jpg,.jpeg,.svg"
#: Beginnings of the files that are taken, and how they are drawn; an SVG begins as XML does.
_PIXELS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def take_logo(upload: FileStorage) -> Taken:
    """Draw a logo and put it into the store as a PNG. Raises RefusedFileError with one sentence why not."""
    png = logo_png(_bytes(upload))
    file = FileStorage(io.BytesIO(png))
    check_room(file, total_size())
    return Taken(_name(upload), "image/png", put_one(file))


def logo_png(data: bytes) -> bytes:
    """Return a PNG, JPEG or SVG as a PNG of at most 1600 × 800 pixels. Raises RefusedFileError."""
    code, png = drawn(data, "logo" if data.startswith(_PIXELS) else _svg(data))
    if png:
        return png
    reasons = {
        TOO_MANY: _("The picture has more than %(most)s million pixels: save it smaller.", most=MOST_PIXELS // 10**6),
        TOO_FEW: _("The picture is too small to print sharply: its longer side needs at least %(least)s pixels.",
                   least=LEAST),
        NOTHING: _("There is nothing to be seen in the picture."),
    }  # fmt: skip
    unread = _("The picture could not be read: save it again as PNG, JPEG or SVG. An SVG must not use other files.")
    raise RefusedFileError(reasons.get(code, unread), 422)


def _bytes(upload: FileStorage) -> bytes:
    """Return what was sent, within the limit."""
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    if getattr(upload.stream, "too_large", False) or size > MOST_MB * 10**6:
        raise RefusedFileError(_("The logo is larger than %(most)s MB: save it smaller.", most=MOST_MB), 413)
    if not size:
        raise RefusedFileError(_("The file is empty."), 422)
    return upload.stream.read()


def _svg(data: bytes) -> str:
    """Return how an SVG is drawn. Raises RefusedFileError for what is none."""
    beginning = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not beginning.startswith((b"<?xml", b"<!doctype svg", b"<!--", b"<svg")) or b"<svg" not in data.lower():
        reason = _("A logo is a PNG, JPEG or SVG picture: this file is none, whatever its name says.")
        raise RefusedFileError(reason, 422)
    return "svg"


def _name(upload: FileStorage) -> str:
    """Return the name that was given, with the ending of what is kept."""
    stem = PurePosixPath(clean_name(upload.filename) or "logo").stem
    return f"{stem[:100]}.png"
