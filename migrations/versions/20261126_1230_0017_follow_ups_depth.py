"""follow-ups in depth

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-26 12:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DELEGATED = "fk_task_delegated_by_id_user_account"


def columns() -> list[sa.Column]:
    return [
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("due_zone", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("waiting_for", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("rule_skip", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("rule_start", sa.Date(), nullable=True),
        sa.Column("rule_day", sa.Date(), nullable=True),
        sa.Column("rule_missed", sa.Integer(), nullable=False, server_default="0"),
    ]


def user_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}_user_account"))


def task_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["task.id"], name=op.f(f"fk_{table}_{column}_task"))


def upgrade() -> None:
    for column in columns():
        op.add_column("task", column)
    if op.get_bind().dialect.name == "sqlite":
        # Alembic would copy the table, to whose rows others refer; SQLite itself adds a column with its key.
        op.execute(
            f"ALTER TABLE task ADD COLUMN delegated_by_id INTEGER CONSTRAINT {DELEGATED} REFERENCES user_account (id)"
        )
    else:
        op.add_column("task", sa.Column("delegated_by_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(DELEGATED), "task", "user_account", ["delegated_by_id"], ["id"])
    op.create_index("ix_task_delegated", "task", ["delegated_by_id", "id"])
    op.create_table(
        "task_assignee",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        task_key("task_assignee", "task_id"),
        user_key("task_assignee", "user_id"),
        sa.PrimaryKeyConstraint("task_id", "user_id", name=op.f("pk_task_assignee")),
    )
    op.create_index("ix_task_assignee_user", "task_assignee", ["user_id", "task_id"])
    op.create_table(
        "task_next",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("next_id", sa.Integer(), nullable=True),
        task_key("task_next", "task_id"),
        task_key("task_next", "next_id"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_next")),
        sa.UniqueConstraint("next_id", name=op.f("uq_task_next_next_id")),
    )
    op.create_table(
        "task_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        task_key("task_comment", "task_id"),
        user_key("task_comment", "author_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_comment")),
    )
    op.create_index("ix_task_comment_task", "task_comment", ["task_id", "id"])
    op.create_table(
        "task_mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["task_comment.id"], name=op.f("fk_task_mention_comment_id_task_comment")
        ),
        user_key("task_mention", "user_id"),
        sa.PrimaryKeyConstraint("comment_id", "user_id", name=op.f("pk_task_mention")),
    )
    op.create_index(op.f("ix_task_mention_user_id"), "task_mention", ["user_id"])


def downgrade() -> None:
    for table in ("task_mention", "task_comment", "task_next", "task_assignee"):
        op.drop_table(table)
    op.drop_index("ix_task_delegated", "task")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(DELEGATED), "task", type_="foreignkey")
    op.drop_column("task", "delegated_by_id")
    for column in reversed(columns()):
        op.drop_column("task", column.name)
