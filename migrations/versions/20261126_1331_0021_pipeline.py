"""pipeline

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-26 13:31:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(24, 6).with_variant(sa.BigInteger(), "sqlite")
SORT_TEXT = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pipeline_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_stage")),
        sa.UniqueConstraint("code", name=op.f("uq_pipeline_stage_code")),
    )
    op.create_table(
        "opportunity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", SORT_TEXT, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("service_line_id", sa.Integer(), nullable=True),
        sa.Column("value_amount", EXACT, nullable=True),
        sa.Column("value_currency", sa.String(length=3), nullable=False),
        sa.Column("fee_basis", sa.String(length=10), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("account_lead_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_note", sa.String(length=200), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("lost_reason", sa.String(length=12), nullable=False),
        sa.Column("lost_note", sa.String(length=500), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_lead_id"], ["user_account.id"], name=op.f("fk_opportunity_account_lead_id_user_account")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_opportunity_client_id_client")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_opportunity_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_opportunity_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["service_line_id"], ["service_line.id"], name=op.f("fk_opportunity_service_line_id_service_line")
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["pipeline_stage.id"], name=op.f("fk_opportunity_stage_id_pipeline_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(op.f("ix_opportunity_account_lead_id"), "opportunity", ["account_lead_id"])
    op.create_index("ix_opportunity_client", "opportunity", ["client_id", "id"])
    op.create_index("ix_opportunity_closed", "opportunity", ["closed_at", "id"])
    op.create_index("ix_opportunity_expected", "opportunity", ["expected_on", "id"])
    op.create_index(op.f("ix_opportunity_mandate_id"), "opportunity", ["mandate_id"])
    op.create_index(op.f("ix_opportunity_service_line_id"), "opportunity", ["service_line_id"])
    op.create_index("ix_opportunity_stage", "opportunity", ["stage_id", "stage_since", "id"])
    op.create_index("ix_opportunity_title", "opportunity", ["title_key", "id"])
    op.create_table(
        "stage_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("from_stage_id", sa.Integer(), nullable=True),
        sa.Column("to_stage_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_stage_id"], ["pipeline_stage.id"], name=op.f("fk_stage_move_from_stage_id_pipeline_stage")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_stage_move_opportunity_id_opportunity")
        ),
        sa.ForeignKeyConstraint(
            ["to_stage_id"], ["pipeline_stage.id"], name=op.f("fk_stage_move_to_stage_id_pipeline_stage")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_stage_move_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_move")),
    )
    op.create_index("ix_stage_move_at", "stage_move", ["at", "id"])
    op.create_index("ix_stage_move_opportunity", "stage_move", ["opportunity_id", "at", "id"])
    op.create_table(
        "opportunity_task",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_task_opportunity_id_opportunity")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_opportunity_task_task_id_task")),
        sa.PrimaryKeyConstraint("opportunity_id", "task_id", name=op.f("pk_opportunity_task")),
    )
    op.create_index(op.f("ix_opportunity_task_task_id"), "opportunity_task", ["task_id"])
    op.create_table(
        "opportunity_file",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_opportunity_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_file_opportunity_id_opportunity")
        ),
        sa.PrimaryKeyConstraint("opportunity_id", "file_id", name=op.f("pk_opportunity_file")),
    )
    op.create_index(op.f("ix_opportunity_file_file_id"), "opportunity_file", ["file_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_opportunity_search", "opportunity", ["search_text"], postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        )  # fmt: skip
    else:
        make_trigram_table("opportunity")


def make_trigram_table(table: str) -> None:
    """Index `search_text` by trigrams. A later batch change of the table drops these triggers: make them again."""
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
    for table in ("opportunity_file", "opportunity_task", "stage_move", "opportunity", "pipeline_stage"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE opportunity_fts")
