"""imports: undone together, details removed by the clock

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 07:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = sa.table(
    "import_batch", sa.column("id", sa.Integer), sa.column("file_id", sa.Integer), sa.column("file_name", sa.String)
)
FILE = sa.table("stored_file", sa.column("id", sa.Integer), sa.column("name", sa.String))
CHILDREN = [sa.table(name, sa.column("batch_id", sa.Integer)) for name in ("import_row", "import_name")]


def upgrade() -> None:
    with op.batch_alter_table("import_batch") as table:
        table.add_column(sa.Column("file_name", sa.String(length=255), nullable=True))
        table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    name = sa.select(FILE.c.name).where(FILE.c.id == BATCH.c.file_id).scalar_subquery()
    op.execute(sa.update(BATCH).values(file_name=name))
    with op.batch_alter_table("import_batch") as table:
        table.alter_column("file_id", existing_type=sa.Integer(), nullable=True)
        table.alter_column("file_name", existing_type=sa.String(length=255), nullable=False)
    op.add_column("import_row", sa.Column("version_before", sa.Integer(), nullable=True))
    written = sa.text("version IS NOT NULL")
    op.create_index("ix_import_row_record", "import_row", ["record_id"], sqlite_where=written, postgresql_where=written)


def downgrade() -> None:
    # What has no file any more is nothing that the older version knows.
    gone = sa.select(BATCH.c.id).where(BATCH.c.file_id.is_(None))
    for child in CHILDREN:
        op.execute(sa.delete(child).where(child.c.batch_id.in_(gone)))
    op.execute(sa.delete(BATCH).where(BATCH.c.file_id.is_(None)))
    op.drop_index("ix_import_row_record", table_name="import_row")
    op.drop_column("import_row", "version_before")
    with op.batch_alter_table("import_batch") as table:
        table.alter_column("file_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("removed_at")
        table.drop_column("file_name")
