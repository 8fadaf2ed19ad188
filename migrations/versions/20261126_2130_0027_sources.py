"""sources of figures and files handed in

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-26 21:30:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "source_state",
        sa.Column("key", sa.String(30), nullable=False),
        sa.Column("tried_at", moment, nullable=True),
        sa.Column("succeeded_at", moment, nullable=True),
        sa.Column("error", sa.String(500), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", moment, nullable=True),
        sa.Column("claimed_until", moment, nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_source_state_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source_state")),
    )
    op.create_index(op.f("ix_source_state_job_id"), "source_state", ["job_id"])
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("vintage", sa.Date(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("told", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_source_file_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_source_file_by_id_user_account")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_source_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_source_file_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
    )
    for name in ("at", "file_id", "job_id"):
        op.create_index(op.f(f"ix_source_file_{name}"), "source_file", [name])


def downgrade() -> None:
    op.drop_table("source_file")
    op.drop_table("source_state")
