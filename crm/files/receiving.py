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
#: Files of one form that are kept; more are read and dropped.
FILES_AT_ONCE: Final = 10
#: A form with files is read up to this many times the size of one file, whatever of it is kept.
READ: Final = 100
#: Bytes of text in a form with files: the longest note in letters of four bytes, so that it comes back if refused.
TEXT: Final = 8 * 1024 * 1024


class LimitedSpool(SpooledTemporaryFile[bytes]):
    """Keeps what is written up to a limit of bytes; beyond it nothing is kept, only counted."""

    def __init__(self, limit: int, *, one_too_many: bool = False) -> None:
        super().__init__(max_size=IN_MEMORY, mode="w+b")
        self.limit = limit
        self.one_too_many = one_too_many
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

    _spools: tuple[LimitedSpool, ...] = ()

    @property
    def max_content_length(self) -> int | None:
        usual = super().max_content_length
        return READ * _most() if usual is not None and self._takes_files() else usual

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        # The library's property has a setter that mypy does not see through `super()`.
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]

    @property
    def max_form_memory_size(self) -> int | None:
        usual = super().max_form_memory_size
        return TEXT if usual is not None and self._takes_files() else usual

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        Request.max_form_memory_size.fset(self, value)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Close what was received, also of a form that broke off."""
        super().close()
        for spool in self._spools:
            spool.close()

    def _takes_files(self) -> bool:
        view = current_app.view_functions.get(self.endpoint or "")
        if not getattr(view, "takes_files", False) or not current_user.is_authenticated:
            return False
        return bool(current_user.may(view.access_mark.permission))  # type: ignore[union-attr]

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's hook
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        if not self._takes_files():
            return io.BytesIO()
        full = len(self._spools) >= FILES_AT_ONCE
        spool = LimitedSpool(0 if full else _most(), one_too_many=full)
        self._spools = (*self._spools, spool)
        return cast("IO[bytes]", spool)


def _most() -> int:
    return int(current_app.config["CRM"].file_mb) * 10**6
