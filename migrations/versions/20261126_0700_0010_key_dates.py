"""key dates

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 07:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_date_task",
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_key_date_task_client_id_client")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_key_date_task_task_id_task")),
        sa.PrimaryKeyConstraint("entry", "client_id", name=op.f("pk_key_date_task")),
    )
    op.create_index(op.f("ix_key_date_task_client_id"), "key_date_task", ["client_id"])
    op.create_index(op.f("ix_key_date_task_task_id"), "key_date_task", ["task_id"])


def downgrade() -> None:
    op.drop_table("key_date_task")
