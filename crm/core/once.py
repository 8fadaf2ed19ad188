"""A form is taken once: pressed twice, or sent again after its answer was lost, it makes one record.

Each form carries a random name (`once`). The first unit of work after the form was found sound keeps a digest of that
name and of all that was typed, in the same transaction, with the address it leads to; the same words under the same
name lead to that address again (reliability bar, C2). A form that was refused, or whose save was lost, keeps nothing;
other words (the browser's Back, then another name typed) are another form.
"""

import hashlib
import json
import re
from datetime import datetime
from io import BufferedReader
from typing import Any, Final, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from crm.core.access import own_path
from crm.core.dates import now
from crm.core.db import Base, UTCDateTime, db, insert_or

NAME: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_INFO: Final = "sent_form"
#: New in each drawing of the form.
_NOT_TYPED: Final = frozenset({"csrf_token", "once"})


class SentForm(Base):
    """A form that was taken: who sent it, where its answer led."""

    __tablename__ = "sent_form"
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(500), default="")
    taken_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SentTwiceError(Exception):
    """This very form was taken before; `address` is where it led."""

    def __init__(self, address: str) -> None:
        super().__init__("this form was taken before")
        self.address = address


def take_once(name: str, user_id: int) -> None:
    """Let the next unit of work of this request keep the form; nothing for a name that no form of ours has.

    Raises SentTwiceError where it was taken already.
    """
    if not NAME.fullmatch(name):
        return
    typed = sorted((key, value) for key, value in request.form.items(multi=True) if key not in _NOT_TYPED)
    chosen = [(key, _digest_of(file)) for key, file in request.files.items(multi=True)]
    digest = hashlib.sha256(json.dumps([request.path, name, typed, chosen]).encode()).hexdigest()
    taken = db.session.execute(sa.select(SentForm.address).where(_is(user_id, digest))).scalar()
    if taken is not None:
        raise SentTwiceError(taken)
    g.sent_form = digest


def sent_on(work: Session, endpoint: str, **values: Any) -> Response:
    """Return the answer that leads on to a page, and let a second sending of the same form lead there, too."""
    return sent_to(work, url_for(endpoint, **values))


def sent_to(work: Session, address: str) -> Response:
    """Return the answer that leads on to an address of ours (see `sent_on`)."""
    if key := work.info.get(_INFO):
        work.execute(sa.update(SentForm).where(_is(*key)).values(address=address))
    return redirect(address, 303)


def forget_forms(work: Session, before: datetime) -> None:
    """Remove the names of forms that nobody sends again any more."""
    work.execute(sa.delete(SentForm).where(SentForm.taken_at < before))


def install_once(app: Flask) -> None:
    """Keep names at the beginning of units of work; lead a second sending where the first one led."""
    if not sa.event.contains(db.session.session_factory, "after_begin", _after_begin):
        sa.event.listen(db.session.session_factory, "after_begin", _after_begin)

    @app.errorhandler(SentTwiceError)
    def lead_on(error: SentTwiceError) -> Response:
        flash(_("This was saved already: it is not saved twice."))
        return redirect(error.address or _page_before(), 303)


def _after_begin(session: Session, transaction: SessionTransaction, connection: sa.Connection) -> None:
    if transaction.nested:
        return
    session.info.pop(_INFO, None)
    actor_id: int | None = session.info.get("actor_id")
    if actor_id is None or not session.info.get("unit") or (digest := g.pop("sent_form", None)) is None:
        return
    row = {"user_id": actor_id, "digest": digest, "address": "", "taken_at": now()}
    # On PostgreSQL this waits for whoever holds the same form, then finds it taken.
    kept = connection.execute(insert_or(SentForm).values(row).on_conflict_do_nothing().returning(SentForm.digest))
    if kept.first() is None:
        first = sa.select(SentForm.address).where(_is(actor_id, digest))
        raise SentTwiceError(connection.execute(first).scalar() or "")
    session.info[_INFO] = (actor_id, digest)


def _digest_of(file: FileStorage) -> str:
    found = hashlib.file_digest(cast("BufferedReader", file.stream), "sha256").hexdigest()
    file.stream.seek(0)
    return f"{file.filename} {found}"


def _is(user_id: int, digest: str) -> sa.ColumnElement[bool]:
    return sa.and_(SentForm.user_id == user_id, SentForm.digest == digest)


def _page_before() -> str:
    """Return the page that the form stood on, by its path alone; the form's own address where none is told."""
    before = urlsplit(request.referrer or request.path)
    return own_path(before.path + (f"?{before.query}" if before.query else ""), request.path)
