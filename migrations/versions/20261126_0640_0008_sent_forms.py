"""sent forms

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26 06:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_sent_form")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sent_form_taken_at"), "sent_form", ["taken_at"])


def downgrade() -> None:
    op.drop_table("sent_form")
