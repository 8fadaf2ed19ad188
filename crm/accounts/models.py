"""Consultants, their sign-in sessions, one-time links and the lockout counter."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from crm.accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from crm.core.db import Base, UTCDateTime, Versioned
from crm.core.text import initials


class User(Base, Versioned, UserMixin):
    """One person of the firm who signs in."""

    #: Flask-Security asks for its own role rows; ours is the one column below.
    roles: list[Any] = []  # noqa: RUF012

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Sign-in name, folded to lower case.
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[str] = mapped_column(sa.String(20))
    #: argon2id hash; empty until the first one-time link is used.
    password: Mapped[str] = mapped_column(sa.String(255), default="")
    active: Mapped[bool] = mapped_column(default=True)
    #: Interface language: en or es.
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    time_zone: Mapped[str] = mapped_column(sa.String(40), default="America/Phoenix")
    office: Mapped[str] = mapped_column(sa.String(80), default="")
    #: Flask-Security's session key: a new value ends every session.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    __kept__ = "accounts"
    __mapper_args__ = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012

    def may(self, permission: Permission) -> bool:
        """Tell whether the role allows it; a record's visibility is asked elsewhere."""
        return permission in ROLE_PERMISSIONS[Role(self.role)]

    @property
    def initials(self) -> str:
        return initials(self.name)


class UserSession(Base):
    """One sign-in on one device; the row dies at sign-out."""

    __tablename__ = "user_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the random id in the signed cookie.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Browser as it names itself, cut: shown in the list of sign-ins.
    agent: Mapped[str] = mapped_column(sa.String(200), default="")


class OneTimeLink(Base):
    """A link that lets one user set a password once, until it expires."""

    __tablename__ = "one_time_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInCounter(Base):
    """Failed sign-ins of one address or one e-mail within a window."""

    __tablename__ = "sign_in_counter"
    #: 'ip:…' or 'email:…', hashed: no addresses are kept.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    window_start: Mapped[datetime] = mapped_column(UTCDateTime)
