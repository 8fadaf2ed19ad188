"""Receives what a form sends: a file too large is read to its end and dropped, so that the words beside it arrive."""

import io
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, TypeVar, cast

from flask import Request, current_app
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
#: Bytes of a file that stay in memory; more go to a temporary file.
IN_MEMORY: Final = 512 * 1024
#: A form with files may be this many times as large as one file may be.
FILES_AT_ONCE: Final = 10


class LimitedSpool(SpooledTemporaryFile[bytes]):
    """Keeps what is written up to a limit of bytes; beyond it nothing is kept, only counted."""

    def __init__(self, limit: int) -> None:
        super().__init__(max_size=IN_MEMORY, mode="w+b")
        self.limit = limit
        self.received = 0

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self.received += len(data)
        if self.received > self.limit:
            self.truncate(0)
            return len(data)
        return super().write(data)

    @property
    def too_large(self) -> bool:
        return self.received > self.limit


def takes_files(view: View) -> View:
    """Mark a view whose form carries files: only for those who may use it is a larger form read at all."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class FileRequest(Request):
    """A request whose files are limited one by one."""

    @property
    def max_content_length(self) -> int | None:
        usual = super().max_content_length
        return _room(self.endpoint, usual) if usual is not None else None

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        # The library's property has a setter that mypy does not see through `super()`.
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's hook
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        if not getattr(current_app.view_functions.get(self.endpoint or ""), "takes_files", False):
            return io.BytesIO()
        spool = LimitedSpool(current_app.config["CRM"].file_mb * 10**6)
        self._spools = [*getattr(self, "_spools", ()), spool]
        return cast("IO[bytes]", spool)

    def close(self) -> None:
        """Close what was received, also of a form that broke off."""
        super().close()
        for spool in getattr(self, "_spools", ()):
            spool.close()


def _room(endpoint: str | None, usual: int) -> int:
    view = current_app.view_functions.get(endpoint or "")
    mark = getattr(view, "access_mark", None)
    if not getattr(view, "takes_files", False) or mark is None or not current_user.is_authenticated:
        return usual
    if not current_user.may(mark.permission):
        return usual
    return usual + FILES_AT_ONCE * int(current_app.config["CRM"].file_mb) * 10**6
