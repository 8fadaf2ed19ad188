"""series by partner, state, mode, heading and commodity group

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-26 21:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COLUMNS = {"partner": 4, "us_state": 2, "mx_state": 3, "mode": 10, "hs_detail": 10, "commodity_group": 40}
INDEXED = ("us_state", "mx_state", "hs_detail")


def upgrade() -> None:
    for name, length in COLUMNS.items():
        op.add_column("series", sa.Column(name, sa.String(length), nullable=True))
    for name in INDEXED:
        op.create_index(op.f(f"ix_series_{name}"), "series", [name])


def downgrade() -> None:
    for name in INDEXED:
        op.drop_index(op.f(f"ix_series_{name}"), table_name="series")
    for name in COLUMNS:
        op.drop_column("series", name)
