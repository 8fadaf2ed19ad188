"""Asks for the logo: the row of the file in use, and its bytes."""

import logging

import sqlalchemy as sa

from crm.core.db import db
from crm.core.firm import firm_settings
from crm.files.models import StoredFile
from crm.files.setup import file_store

_log = logging.getLogger(__name__)


def logo_file(file_id: int | None = None) -> StoredFile | None:
    """Return the row of the logo in use, or of one that was (by its id); None where there is none."""
    wanted = file_id or firm_settings()["brand_logo"]
    if not wanted:
        return None
    return db.session.execute(sa.select(StoredFile).where(StoredFile.id == wanted)).scalar_one_or_none()


def logo_bytes(file_id: int | None = None) -> bytes:
    """Return a logo as PNG, b'' where there is none; a document is made without one that the store has lost."""
    file = logo_file(file_id)
    if file is None:
        return b""
    try:
        with file_store().open(file.key) as stored:
            return stored.read()
    except OSError:
        _log.exception("the logo cannot be read from the store of files")
        return b""
