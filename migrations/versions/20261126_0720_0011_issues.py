"""issues

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 06:50:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: In an order in which nothing points to a table that is gone.
MADE = (
    "engagement_issue", "issue_citation", "issue_file", "issue_hs", "issue_sector", "issue_task", "issue_update",
    "issue_client", "issue_institution", "issue_port", "issue",
)  # fmt: skip


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    folded = sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql")
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_es", sa.String(length=200), nullable=False),
        sa.Column("key_en", folded, nullable=False),
        sa.Column("key_es", folded, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("colour", sa.String(length=6), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("usmca_chapter", sa.Integer(), nullable=True),
        sa.Column("usmca_article", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("comments_due_on", sa.Date(), nullable=True),
        sa.Column("value_amount", sa.Numeric(24, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("value_currency", sa.String(length=3), nullable=False),
        sa.Column("value_period", sa.String(length=8), nullable=False),
        sa.Column("value_note", sa.String(length=1000), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_issue_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_issue_owner_id_user_account")),
        sa.ForeignKeyConstraint(
            ["usmca_chapter"], ["usmca_chapter.number"], name=op.f("fk_issue_usmca_chapter_usmca_chapter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    op.create_index("ix_issue_comments_due", "issue", ["comments_due_on"])
    op.create_index("ix_issue_effective", "issue", ["effective_on"])
    op.create_index("ix_issue_key_en", "issue", ["key_en", "id"])
    op.create_index("ix_issue_key_es", "issue", ["key_es", "id"])
    op.create_index(op.f("ix_issue_owner_id"), "issue", ["owner_id"])
    op.create_index("ix_issue_updated", "issue", ["updated_at", "id"])
    op.create_table(
        "engagement_issue",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_issue_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_engagement_issue_issue_id_issue")),
        sa.PrimaryKeyConstraint("engagement_id", "issue_id", name=op.f("pk_engagement_issue")),
    )
    op.create_index("ix_engagement_issue_issue", "engagement_issue", ["issue_id", "starts_at", "engagement_id"])
    op.create_table(
        "issue_citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=6), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("cited_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_citation_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_citation")),
    )
    op.create_index(op.f("ix_issue_citation_issue_id"), "issue_citation", ["issue_id"])
    op.create_table(
        "issue_file",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_issue_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_file_issue_id_issue")),
        sa.PrimaryKeyConstraint("issue_id", "file_id", name=op.f("pk_issue_file")),
    )
    op.create_index(op.f("ix_issue_file_file_id"), "issue_file", ["file_id"])
    op.create_table(
        "issue_hs",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("hs_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_hs_issue_id_issue")),
        sa.PrimaryKeyConstraint("issue_id", "hs_code", name=op.f("pk_issue_hs")),
    )
    op.create_index(op.f("ix_issue_hs_hs_code"), "issue_hs", ["hs_code"])
    op.create_table(
        "issue_sector",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_sector_issue_id_issue")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_issue_sector_sector_id_sector")),
        sa.PrimaryKeyConstraint("issue_id", "sector_id", name=op.f("pk_issue_sector")),
    )
    op.create_index(op.f("ix_issue_sector_sector_id"), "issue_sector", ["sector_id"])
    op.create_table(
        "issue_task",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_task_issue_id_issue")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_issue_task_task_id_task")),
        sa.PrimaryKeyConstraint("issue_id", "task_id", name=op.f("pk_issue_task")),
    )
    op.create_index(op.f("ix_issue_task_task_id"), "issue_task", ["task_id"])
    op.create_table(
        "issue_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("colour", sa.String(length=6), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_issue_update_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_update_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_update")),
    )
    op.create_index("ix_issue_update_issue", "issue_update", ["issue_id", "at", "id"])
    op.create_table(
        "issue_client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=12), nullable=False),
        sa.Column("ask", sa.String(length=2000), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_issue_client_client_id_client")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_client_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_client")),
        sa.UniqueConstraint("issue_id", "client_id", name="uq_issue_client_pair"),
    )
    op.create_index("ix_issue_client_client", "issue_client", ["client_id", "issue_id"])
    op.create_table(
        "issue_institution",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_issue_institution_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_institution_issue_id_issue")),
        sa.PrimaryKeyConstraint("issue_id", "institution_id", name=op.f("pk_issue_institution")),
    )
    op.create_index(op.f("ix_issue_institution_institution_id"), "issue_institution", ["institution_id"])
    op.create_table(
        "issue_port",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("port_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_port_issue_id_issue")),
        sa.ForeignKeyConstraint(["port_id"], ["port.id"], name=op.f("fk_issue_port_port_id_port")),
        sa.PrimaryKeyConstraint("issue_id", "port_id", name=op.f("pk_issue_port")),
    )
    op.create_index(op.f("ix_issue_port_port_id"), "issue_port", ["port_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_issue_search",
            "issue",
            ["search_text"],
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        )
    else:
        make_trigram_table("issue")


def make_trigram_table(table: str) -> None:
    """Let SQLite find trigrams of the folded text, kept by triggers."""
    op.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5(search_text, tokenize='trigram')")
    op.execute(
        f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN "
        f"INSERT INTO {table}_fts(rowid, search_text) VALUES (new.id, new.search_text); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_fts_update AFTER UPDATE OF search_text ON {table} WHEN old.search_text <> new.search_text BEGIN "
        f"UPDATE {table}_fts SET search_text = new.search_text WHERE rowid = new.id; END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN DELETE FROM {table}_fts WHERE rowid = old.id; END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE issue_fts")
    for table in MADE:
        op.drop_table(table)
