"""An import for the tables of access: checked, with one row that is new and one that can't be taken."""

import sqlalchemy as sa

from crm.core.dates import now
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.settings import Choices
from crm.imports.tables.shapes import Settings
from tests.files.records import put


def add_imports(work: sa.orm.Session, owner: int) -> dict[str, object]:
    """Add imports of somebody's own: two that are checked, two that are done; returns the arguments of addresses."""
    done, other = add_import(work, owner), add_import(work, owner)
    for batch in (done, other):
        batch.state, batch.done_at = "done", now()
    work.flush()
    return {
        "batch_id": add_import(work, owner).id, "open_batch_id": add_import(work, owner).id, "done_batch_id": done.id,
        "other_done_batch_id": other.id,
    }  # fmt: skip


def add_import(work: sa.orm.Session, owner: int) -> ImportBatch:
    """Add one import that is checked."""
    file = put(b"Nombre,Estado\r\nNueva,Sonora\r\nOtra,Atlantis\r\n", "clientes.csv", "text/csv")
    work.add(file)
    work.flush()
    batch = ImportBatch(
        author_id=owner, kind="clients", file_id=file.id, file_name=file.name, state="checked",
        heading=["Nombre", "Estado"],
        settings=Choices(Settings("ascii", ",")).stored(), mapping={"name": 0, "state": 1},
        counts={"planned": {"create": 1, "error": 1}},
    )  # fmt: skip
    work.add(batch)
    work.flush()
    work.add_all([
        ImportRow(batch_id=batch.id, number=2, outcome="create", values={"name": "Nueva", "state": "MX-SON"}),
        ImportRow(batch_id=batch.id, number=3, outcome="error", values={"name": "Otra"}, reasons=["Atlantis"]),
    ])  # fmt: skip
    work.flush()
    return batch
