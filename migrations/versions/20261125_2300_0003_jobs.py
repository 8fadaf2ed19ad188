"""background jobs

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 23:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("once", sa.String(length=80), nullable=True),
        sa.Column("payload", json, nullable=False),
        sa.Column("kept", json, nullable=False),
        sa.Column("result", json, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("started_at", instant, nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("claimed_until", instant, nullable=True),
        sa.Column("worker", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("stopping", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("traceback", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_job_actor_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("once", name=op.f("uq_job_once")),
    )
    op.create_index(op.f("ix_job_actor_id"), "job", ["actor_id"])
    op.create_index("ix_job_state", "job", ["state", "due_at"])
    op.create_index("ix_job_ended", "job", ["ended_at"])


def downgrade() -> None:
    op.drop_table("job")
