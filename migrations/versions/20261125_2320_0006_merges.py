"""merges

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-25 23:20:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Where the present state of what is kept in each process is stamped (crm/core/kept.py).
SETTING = sa.table(
    "firm_setting",
    sa.column("key", sa.String),
    sa.column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
)


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "record_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("before", json, nullable=False),
        sa.Column("left", json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_record_merge_actor_id_user_account")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name=op.f("fk_record_merge_undone_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
    )
    op.create_index("ix_record_merge_kept", "record_merge", ["kind", "kept_id", "id"], unique=False)
    op.create_index(
        "ix_record_merge_other",
        "record_merge",
        ["kind", "other_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "merge_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merge_reader_person_id_person")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_merge_reader_user_id_user_account")),
        sa.PrimaryKeyConstraint("person_id", "user_id", name=op.f("pk_merge_reader")),
    )
    op.create_index(op.f("ix_merge_reader_user_id"), "merge_reader", ["user_id"], unique=False)
    op.bulk_insert(SETTING, [{"key": "stamp.merges", "value": "none"}])


def downgrade() -> None:
    op.execute(sa.delete(SETTING).where(SETTING.c.key == "stamp.merges"))
    op.drop_table("merge_reader")
    op.drop_table("record_merge")
