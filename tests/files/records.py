"""Files for tests, put into the store as an upload puts them."""

import io

import sqlalchemy as sa

from crm.clients.models.depth import ClientFile
from crm.files.models import StoredFile
from crm.files.setup import file_store
from tests.files.samples import picture


def put(data: bytes, name: str, media_type: str) -> StoredFile:
    """Put bytes into the store, whatever they are; returns a row for them that is not saved yet."""
    made = file_store().put(io.BytesIO(data))
    return StoredFile(name=name, key=made.key, size=made.size, sha256=made.sha256, media_type=media_type)


def add_file(work: sa.orm.Session, client_id: int, words: str) -> dict[str, object]:
    """Add a picture to a client, named by these words; returns the arguments of its addresses."""
    file = put(picture(), f"{words}.png", "image/png")
    work.add(file)
    work.flush()
    work.add(ClientFile(client_id=client_id, file_id=file.id))
    work.flush()
    return {"file_id": file.id, "page": "client", "record_id": client_id, "number": 1}
