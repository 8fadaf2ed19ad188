"""Sign-in sessions as rows: begun at sign-in, looked up once a request, ended at sign-out."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask import g, has_request_context, request, session

from crm.accounts.models import User, UserSession
from crm.core.dates import now
from crm.core.db import db, unit_of_work

COOKIE_KEY: Final = "sid"
#: A session unused for this long, or this old, is over (ASVS 7.3.1, 7.3.2).
IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=14)
STAMP_EVERY: Final = timedelta(minutes=10)


def digest(token: str) -> str:
    """Return what the database keeps of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(user_id: int) -> None:
    """Write a new session row and put its fresh id into the cookie; what the cookie held goes."""
    kept = {k: session[k] for k in ("language", "_user_id", "_fresh", "_id") if k in session}
    session.clear()
    session.update(kept)
    token = secrets.token_urlsafe(32)
    moment = now()
    with unit_of_work(user_id) as work:
        work.execute(sa.delete(UserSession).where(UserSession.user_id == user_id, _over(moment)))
        work.add(
            UserSession(
                token_hash=digest(token),
                user_id=user_id,
                created_at=moment,
                last_used_at=moment,
                agent=(request.user_agent.string or "")[:200],
            )
        )
    session[COOKIE_KEY] = token


def end_session(token: str | None) -> None:
    """Delete the session of this cookie."""
    if token:
        with unit_of_work(None) as work:
            work.execute(sa.delete(UserSession).where(UserSession.token_hash == digest(token)))


def end_all_sessions(work: sa.orm.Session, user_id: int, keep_token: str | None = None) -> None:
    """Delete a user's sessions, all but the one of `keep_token`; flushes within an open unit of work."""
    where = [UserSession.user_id == user_id]
    if keep_token:
        where.append(UserSession.token_hash != digest(keep_token))
    work.execute(sa.delete(UserSession).where(*where))


def load_user(uniquifier: str) -> User | None:
    """Return the signed-in user of this request by one query, or None where the session is over."""
    token = session.get(COOKIE_KEY)
    if not token or not has_request_context():
        return None
    moment = now()
    asked = {"token": digest(token), "uniquifier": uniquifier, "idle": moment - IDLE, "begun": moment - ABSOLUTE}
    row = db.session.execute(_SIGNED_IN, asked).first()
    if row is None:
        return None
    g.stamp_session = row.id if moment - row.last_used_at > STAMP_EVERY else None
    user: User = row.User
    return user


def stamp_session() -> None:
    """Note that the session is in use: at most once in ten minutes, after the answer is made."""
    session_id = g.pop("stamp_session", None)
    if session_id is not None:
        with unit_of_work(None) as work:
            work.execute(sa.update(UserSession).where(UserSession.id == session_id).values(last_used_at=now()))


def _over(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(UserSession.last_used_at < moment - IDLE, UserSession.created_at < moment - ABSOLUTE)


#: Asked by every request: built once.
_SIGNED_IN: Final = (
    sa.select(User, UserSession.id, UserSession.last_used_at)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == sa.bindparam("token"),
        User.fs_uniquifier == sa.bindparam("uniquifier"),
        User.active,
        UserSession.last_used_at >= sa.bindparam("idle", type_=UserSession.last_used_at.type),
        UserSession.created_at >= sa.bindparam("begun", type_=UserSession.created_at.type),
    )
)
