"""alert rules, what fired, and the follow-ups of it

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-27 02:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
EXACT = sa.Numeric(24, 6).with_variant(sa.BigInteger(), "sqlite")


def _refers(table: str, *pairs: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in pairs
    ]


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "alert_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("bound", EXACT, nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("checked_period", sa.Date(), nullable=True),
        sa.Column("checked_vintage", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        *_refers("alert_rule", ("series_id", "series"), ("sector_id", "sector"), ("client_id", "client"),
                 ("owner_id", "user_account"), ("created_by_id", "user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rule")),
    )  # fmt: skip
    for name in ("series_id", "sector_id", "client_id"):
        op.create_index(op.f(f"ix_alert_rule_{name}"), "alert_rule", [name])
    op.create_table(
        "alert_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("vintage", sa.Date(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("before", EXACT, nullable=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("bound", EXACT, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("opened_at", moment, nullable=True),
        sa.Column("more", sa.Boolean(), nullable=False),
        *_refers("alert_event", ("rule_id", "alert_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
        sa.UniqueConstraint("rule_id", "period", name=op.f("uq_alert_event_rule_id_period")),
    )
    op.create_index("ix_alert_event_open", "alert_event", ["opened_at", "id"])
    op.create_table(
        "alert_task",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        *_refers("alert_task", ("event_id", "alert_event"), ("client_id", "client"), ("task_id", "task")),
        sa.PrimaryKeyConstraint("event_id", "client_id", name=op.f("pk_alert_task")),
    )
    for name in ("client_id", "task_id"):
        op.create_index(op.f(f"ix_alert_task_{name}"), "alert_task", [name])


def downgrade() -> None:
    for table in ("alert_task", "alert_event", "alert_rule"):
        op.drop_table(table)
