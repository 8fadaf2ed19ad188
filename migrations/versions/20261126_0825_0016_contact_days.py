"""contact days

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-26 08:25:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: it would copy the table without its triggers.
    op.add_column("client", sa.Column("contact_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE client DROP COLUMN contact_days")
