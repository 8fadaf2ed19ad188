"""engagement drafts

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-26 07:10:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engagement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=90), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_draft_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_engagement_draft_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_draft")),
        sa.UniqueConstraint("name", name=op.f("uq_engagement_draft_name")),
    )
    op.create_index(op.f("ix_engagement_draft_engagement_id"), "engagement_draft", ["engagement_id"])
    op.create_index(op.f("ix_engagement_draft_updated_at"), "engagement_draft", ["updated_at"])
    op.create_index("ix_engagement_draft_user", "engagement_draft", ["user_id", "closed_at", "updated_at"])


def downgrade() -> None:
    op.drop_table("engagement_draft")
