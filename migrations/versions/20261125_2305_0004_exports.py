"""exports made in the background

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 23:05:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export_log") as table:
        table.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("key", sa.String(length=32), nullable=False, server_default=""))
        table.add_column(sa.Column("ids_key", sa.String(length=32), nullable=False, server_default=""))
        table.add_column(sa.Column("size", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("sha256", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f("fk_export_log_job_id_job"), "job", ["job_id"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_export_log_job_id"), ["job_id"])
        table.create_index(op.f("ix_export_log_expires_at"), ["expires_at"])
    # Only for the rows that were there: new ones bring their values.
    with op.batch_alter_table("export_log") as table:
        for name in ("key", "ids_key", "size", "sha256"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("export_log") as table:
        table.drop_index(op.f("ix_export_log_expires_at"))
        table.drop_index(op.f("ix_export_log_job_id"))
        table.drop_constraint(op.f("fk_export_log_job_id_job"), type_="foreignkey")
        for name in ("expires_at", "sha256", "size", "ids_key", "key", "job_id"):
            table.drop_column(name)
