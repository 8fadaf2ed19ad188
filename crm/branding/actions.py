"""Changes branding: settings and logo, told in one trail of their own."""

from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.branding.queries import logo_file
from crm.core.dates import now
from crm.core.firm import firm_settings_for_edit, set_firm_settings
from crm.files.intake import Taken
from crm.files.models import StoredFile

#: Where the trail lies: branding is one record of the firm.
KIND, RECORD = "branding", 1


def save(work: Session, user: User, values: dict[str, Any], logo: Taken | None, *, remove_logo: bool = False) -> None:
    """Write the settings of documents; a new logo takes the place of the old one, which is archived."""
    before = firm_settings_for_edit(work)
    if logo is not None or remove_logo:
        _archive(before["brand_logo"])
        values = values | {"brand_logo": _add(work, user, logo) if logo is not None else 0}
    set_firm_settings(work, values)
    changes = [[key, before[key] or None, values[key] or None] for key in values if values[key] != before[key]]
    if changes:
        entry = {"kind": KIND, "record_id": RECORD, "action": "update", "changes": changes}
        work.add(AuditEntry(at=now(), actor_id=user.id, **entry))
    work.flush()


def _archive(file_id: int) -> None:
    file = logo_file(file_id) if file_id else None
    if file is not None:
        file.archived_at = now()


def _add(work: Session, user: User, logo: Taken) -> int:
    file = StoredFile(
        key=logo.put.key, name=logo.name, size=logo.put.size, sha256=logo.put.sha256, media_type=logo.media_type,
        uploaded_by_id=user.id,
    )  # fmt: skip
    work.add(file)
    work.flush()
    return file.id
