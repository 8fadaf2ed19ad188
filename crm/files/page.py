"""What a record's page shows of its files (`files/_files.html`): for the features whose records have files."""

from typing import Any

from flask import url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.feature import registry
from crm.core.offers import FileOwner
from crm.files import queries
from crm.files.forms import UploadForm
from crm.files.words import kind_words, size_words


def address_of(owner: FileOwner, record_id: int) -> str:
    """Return the address of the page that shows a record's files."""
    where: dict[str, Any] = {f"{owner.page}_id": record_id}
    return url_for(owner.endpoint, **where)


def files_values(user: User, page: str, record_id: int, asked: Any) -> dict[str, Any]:
    """Return what `files/_files.html` needs for a record that the reader may see; `asked` are the query arguments."""
    owner = registry().file_owners()[page]
    archived = asked.get("archived") == "1"
    in_use, put_away = queries.counts(owner, record_id)
    return {
        "files": queries.of_record(owner, record_id, asked.get("files_after"), archived=archived),
        "files_archived": archived,
        "files_count": (in_use, put_away),
        "files_upload": url_for("files.upload", page=page, record_id=record_id),
        "files_form": UploadForm(formdata=None),
        "files_may_add": user.may(Permission.FILE_WRITE),
        "kind_words": kind_words,
        "size_words": size_words,
    }
