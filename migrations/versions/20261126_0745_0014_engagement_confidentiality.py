"""engagement_confidentiality: named readers, sensitive parts, locks, replaced texts

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-26 07:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LIMITED = ("engagement", "task")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    for table in LIMITED:
        # Not in batch mode: SQLite adds a column in place, and the triggers of the trigram table stay.
        op.add_column(table, sa.Column("limited", sa.Boolean(), nullable=False, server_default=sa.false()))
    add_readers("engagement_reader", "engagement")
    add_readers("task_reader", "task")
    op.create_table(
        "engagement_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_engagement_part_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_part_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_part")),
    )
    op.create_index(op.f("ix_engagement_part_author_id"), "engagement_part", ["author_id"])
    op.create_index(op.f("ix_engagement_part_engagement_id"), "engagement_part", ["engagement_id"])
    add_readers("engagement_part_reader", "engagement_part", "part_id")
    op.create_table(
        "engagement_lock",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_engagement_lock_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_lock_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_engagement_lock")),
    )
    add_versions("engagement_version", "engagement", "engagement_id", sa.Column("field", sa.String(30), nullable=False))
    add_versions("engagement_part_version", "engagement_part", "part_id")


def add_readers(name: str, record: str, key: str = "") -> None:
    key = key or f"{record}_id"
    op.create_table(
        name,
        sa.Column(key, sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{record}.id"], name=op.f(f"fk_{name}_{key}_{record}")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f(f"fk_{name}_user_id_user_account")),
        sa.PrimaryKeyConstraint(key, "user_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])


def add_versions(name: str, record: str, key: str, *more: sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column(key, sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *more,
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f(f"fk_{name}_actor_id_user_account")),
        sa.ForeignKeyConstraint([key], [f"{record}.id"], name=op.f(f"fk_{name}_{key}_{record}")),
        sa.PrimaryKeyConstraint(key, "version", *(column.name for column in more), name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("engagement_part_version", "engagement_version", "engagement_lock", "engagement_part_reader",
                 "engagement_part", "task_reader", "engagement_reader"):  # fmt: skip
        op.drop_table(name)
    for table in LIMITED:
        op.drop_column(table, "limited")
