"""engagement record

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-26 07:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AWAITED = sa.text("reply_due_on IS NOT NULL AND replied_on IS NULL")


def text(name: str, length: int | None = None) -> sa.Column[str]:
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default="")


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=True)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def added() -> dict[str, list[sa.Column[object]]]:
    """Return the new columns by table. Nobody was asked about officials of old engagements: those are not named."""
    return {
        "engagement": [
            day("requested_on"), text("request_channel", 12), text("request_to", 300), day("remind_on"),
            text("direction", 3), text("letter_number", 80), day("reply_due_on"), day("replied_on"),
            text("language", 5), text("place", 300), text("asked_by", 12), text("purpose"), text("our_role", 12),
            text("legal_texts"), flag("name_officials"),
        ],
        "engagement_consultant": [
            text("role", 12), text("firm_role", 12), sa.Column("minutes", sa.Integer(), nullable=True),
        ],
        "engagement_person": [
            flag("in_post"), text("official_class", 12), text("class_source", 300), day("class_checked_on"),
        ],
        "engagement_file": [text("mark", 10)],
    }  # fmt: skip


def upgrade() -> None:
    # Column by column: a batch change would make the tables anew and drop their trigram triggers.
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(
        "ix_engagement_reply", "engagement", ["reply_due_on", "id"], sqlite_where=AWAITED, postgresql_where=AWAITED
    )
    op.create_table(
        "engagement_sector",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_sector_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_engagement_sector_sector_id_sector")),
        sa.PrimaryKeyConstraint("engagement_id", "sector_id", name=op.f("pk_engagement_sector")),
    )
    op.create_index(op.f("ix_engagement_sector_sector_id"), "engagement_sector", ["sector_id"])
    op.create_table(
        "engagement_chapter",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("hs_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_chapter_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["hs_code"], ["hs_chapter.code"], name=op.f("fk_engagement_chapter_hs_code_hs_chapter")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "hs_code", name=op.f("pk_engagement_chapter")),
    )
    op.create_index(op.f("ix_engagement_chapter_hs_code"), "engagement_chapter", ["hs_code"])


def downgrade() -> None:
    op.drop_table("engagement_chapter")
    op.drop_table("engagement_sector")
    op.drop_index("ix_engagement_reply", table_name="engagement")
    for table, columns in added().items():
        for column in reversed(columns):
            # Plain SQL, as the upgrade: no batch.
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.name}")
