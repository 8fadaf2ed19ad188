"""Opens what a job of an import works on: the batch as it stands, the kind, the file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.importing import ImportKind
from crm.files.setup import file_store
from crm.imports import queries
from crm.imports.kinds import import_kinds
from crm.imports.settings import Choices, choices_of
from crm.imports.tables.reading import read_rows
from crm.imports.tables.shapes import Row, TableError
from crm.jobs.declared import RefusedError, Running


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch at work: plain values, since each part of the work ends the session."""

    batch_id: int
    user: User
    kind: ImportKind
    mapping: Mapping[str, int]
    choices: Choices
    counts: Mapping[str, Any]
    size: int
    stream: IO[bytes]

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading. Raises RefusedError where the file can't be read on."""
        try:
            rows = read_rows(self.stream, self.choices.reading)
            next(rows, None)
            yield from rows
        except TableError as error:
            raise RefusedError(str(error)) from error

    def estimate(self, done: int) -> int | None:
        """Return how many rows there may be, by how far the file is read."""
        read = 0 if self.stream.closed else self.stream.tell()
        return max(done, done * self.size // read) if read else None


@contextmanager
def opened(running: Running, batch_id: int) -> Iterator[Opened]:
    """Open a batch of a job, whose right to import counts now. Raises RefusedError."""
    user = running.user
    batch = queries.get_visible(user, batch_id) if user else None
    if user is None or batch is None or batch.job_id != running.job_id or batch.file is None:
        raise RefusedError(_("The import was changed meanwhile."))
    kind = import_kinds().get(batch.kind)
    if kind is None or not user.may(Permission(kind.permission)):
        raise RefusedError(_("The account that asked for it may not do this any more."))
    with file_store().open(batch.file.key) as stream:
        choices = choices_of(batch.settings)
        yield Opened(batch.id, user, kind, dict(batch.mapping), choices, dict(batch.counts), batch.file.size, stream)
