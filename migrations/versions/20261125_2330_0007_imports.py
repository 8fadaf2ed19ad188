"""imports

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-25 23:30:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("preset", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settings", json, nullable=False),
        sa.Column("heading", json, nullable=False),
        sa.Column("mapping", json, nullable=False),
        sa.Column("counts", json, nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("done_at", instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_import_batch_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_import_batch_file_id_stored_file")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_import_batch_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_author", "import_batch", ["author_id", "id"])
    op.create_index(op.f("ix_import_batch_job_id"), "import_batch", ["job_id"])
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("values", json, nullable=False),
        sa.Column("before", json, nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reasons", json, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id_import_batch")),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_import_row")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_import_row_outcome", "import_row", ["batch_id", "outcome", "number"])
    op.create_index("ix_import_row_state", "import_row", ["batch_id", "state", "number"])
    op.create_table(
        "import_name",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_name_batch_id_import_batch")),
        sa.PrimaryKeyConstraint("batch_id", "digest", name=op.f("pk_import_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_memory",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("heading", sa.String(length=64), nullable=False),
        sa.Column("mapping", json, nullable=False),
        sa.Column("answers", json, nullable=False),
        sa.Column("used_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("kind", "heading", name=op.f("pk_import_memory")),
    )
    op.create_index("ix_client_tax", "client", ["tax_id"])


def downgrade() -> None:
    op.drop_index("ix_client_tax", table_name="client")
    for table in ("import_memory", "import_name", "import_row", "import_batch"):
        op.drop_table(table)
