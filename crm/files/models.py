"""A stored file: what is known of it; its bytes lie in the store under its key."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, UTCDateTime, Versioned


class StoredFile(Base, Versioned):
    """One uploaded file. Which record it belongs to, and so who sees it, says a higher feature's link row."""

    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The opaque name in the store: 32 hexadecimal digits.
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    #: The name as it was given, in Unicode, without path and control characters.
    name: Mapped[str] = mapped_column(sa.String(255))
    #: Bytes.
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: By the content, not by what the browser said.
    media_type: Mapped[str] = mapped_column(sa.String(100))
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    uploaded_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    __audit__ = "file"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
