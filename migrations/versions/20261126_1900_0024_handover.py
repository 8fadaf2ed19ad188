"""handing over

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-26 19:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], ["user_account.id"], name=op.f(f"fk_handover_{name}_id_user_account")
            )
            for name in ("from", "to", "by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_at"), "handover", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_handover_at"), table_name="handover")
    op.drop_table("handover")
