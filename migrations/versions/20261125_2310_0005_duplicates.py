"""duplicates: keys, records that are due, pairs

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-25 23:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rows that are there already get their keys from `crm init`, which follows: keys are made by the code's own rules.
    op.create_table(
        "duplicate_key",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=260), nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "record_id", name=op.f("pk_duplicate_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duplicate_key_record", "duplicate_key", ["kind", "record_id"], unique=False)
    op.create_table(
        "duplicate_due",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", name=op.f("pk_duplicate_due")),
    )
    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("name_score", sa.Integer(), nullable=False),
        sa.Column("legal_score", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apart_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["apart_by_id"], ["user_account.id"], name=op.f("fk_duplicate_pair_apart_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint("kind", "low_id", "high_id", name=op.f("uq_duplicate_pair_kind_low_id_high_id")),
    )
    op.create_index("ix_duplicate_pair_high", "duplicate_pair", ["kind", "high_id"], unique=False)
    op.create_index("ix_duplicate_pair_queue", "duplicate_pair", ["kind", "score", "low_id", "high_id"], unique=False)


def downgrade() -> None:
    op.drop_table("duplicate_pair")
    op.drop_table("duplicate_due")
    op.drop_table("duplicate_key")
