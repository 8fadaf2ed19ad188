"""series pinned and muted for a client

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-27 02:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_series",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("series_key", sa.String(80), nullable=False),
        sa.Column("stance", sa.String(6), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_series_client_id_client")),
        sa.ForeignKeyConstraint(["series_key"], ["series.key"], name=op.f("fk_client_series_series_key_series")),
        sa.PrimaryKeyConstraint("client_id", "series_key", name=op.f("pk_client_series")),
    )
    op.create_index(op.f("ix_client_series_series_key"), "client_series", ["series_key"])


def downgrade() -> None:
    op.drop_table("client_series")
