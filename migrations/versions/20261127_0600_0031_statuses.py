"""what stands in a place of a series, and what is held for checking

Revision ID: 0031
Revises: 0030
Create Date: 2026-11-27 06:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

#: 1 July of the year after, when the Census Bureau's yearly revision is out.
FINAL = {
    "sqlite": "(strftime('%Y', period) + 1) || '-07-01'",
    "postgresql": "make_date(extract(year from period)::int + 1, 7, 1)",
}


def upgrade() -> None:
    final = FINAL[op.get_bind().dialect.name]
    op.execute(
        "UPDATE observation SET status = 'provisional' WHERE status = 'published' AND value IS NOT NULL "
        f"AND vintage < {final} AND series_id IN (SELECT id FROM series WHERE basis = 'census')"
    )
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("source_state", sa.Column("told", json, nullable=True))


def downgrade() -> None:
    op.drop_column("source_state", "told")
    # Places without a figure stay: what came before asks for values alone.
    op.execute("UPDATE observation SET status = 'published' WHERE status = 'provisional'")
