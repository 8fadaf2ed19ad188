"""the board's indexes

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-26 21:10:00
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_opportunity_board",
        "opportunity",
        ["stage_id", "archived_at", "expected_on", "id", "client_id"],
    )
    op.create_index(
        "ix_opportunity_totals",
        "opportunity",
        ["stage_id", "archived_at", "closed_at", "client_id", "value_currency", "value_amount", "probability"],
    )


def downgrade() -> None:
    op.drop_index("ix_opportunity_totals", table_name="opportunity")
    op.drop_index("ix_opportunity_board", table_name="opportunity")
