"""service lines and mandates

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-26 13:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(24, 6).with_variant(sa.BigInteger(), "sqlite")
SORT_TEXT = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "service_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_line")),
        sa.UniqueConstraint("code", name=op.f("uq_service_line_code")),
    )
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", SORT_TEXT, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("service_line_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.Column("fee_basis", sa.String(length=10), nullable=False),
        sa.Column("fee_amount", EXACT, nullable=True),
        sa.Column("fee_currency", sa.String(length=3), nullable=False),
        sa.Column("fee_rhythm", sa.String(length=8), nullable=False),
        sa.Column("fee_note", sa.String(length=500), nullable=False),
        sa.Column("retainer_minutes", sa.Integer(), nullable=True),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_mandate_client_id_client")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_mandate_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["user_account.id"], name=op.f("fk_mandate_lead_id_user_account")),
        sa.ForeignKeyConstraint(
            ["service_line_id"], ["service_line.id"], name=op.f("fk_mandate_service_line_id_service_line")
        ),
        sa.ForeignKeyConstraint(["signatory_id"], ["person.id"], name=op.f("fk_mandate_signatory_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    op.create_index("ix_mandate_client", "mandate", ["client_id", "id"])
    op.create_index("ix_mandate_ends", "mandate", ["ends_on", "id"])
    op.create_index(op.f("ix_mandate_lead_id"), "mandate", ["lead_id"])
    op.create_index("ix_mandate_renewal", "mandate", ["renewal_on", "id"])
    op.create_index("ix_mandate_report", "mandate", ["next_report_on", "id"])
    op.create_index(op.f("ix_mandate_service_line_id"), "mandate", ["service_line_id"])
    op.create_index(op.f("ix_mandate_signatory_id"), "mandate", ["signatory_id"])
    op.create_index("ix_mandate_title", "mandate", ["title_key", "id"])
    op.create_table(
        "mandate_objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("blocker", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_objective_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_objective")),
    )
    op.create_index(op.f("ix_mandate_objective_mandate_id"), "mandate_objective", ["mandate_id"])
    op.create_table(
        "mandate_deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_deliverable_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["objective_id"],
            ["mandate_objective.id"],
            name=op.f("fk_mandate_deliverable_objective_id_mandate_objective"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_mandate_deliverable_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_deliverable")),
    )
    op.create_index("ix_mandate_deliverable_due", "mandate_deliverable", ["due_on", "id"])
    op.create_index(op.f("ix_mandate_deliverable_mandate_id"), "mandate_deliverable", ["mandate_id"])
    op.create_index(op.f("ix_mandate_deliverable_objective_id"), "mandate_deliverable", ["objective_id"])
    op.create_table(
        "mandate_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("evidence_url", sa.String(length=500), nullable=False),
        sa.Column("evidence_file_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_mandate_result_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_file_id"], ["stored_file.id"], name=op.f("fk_mandate_result_evidence_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_result_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["mandate_objective.id"], name=op.f("fk_mandate_result_objective_id_mandate_objective")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_result")),
    )
    op.create_index(op.f("ix_mandate_result_confirmed_by_id"), "mandate_result", ["confirmed_by_id"])
    op.create_index(op.f("ix_mandate_result_mandate_id"), "mandate_result", ["mandate_id"])
    op.create_index(op.f("ix_mandate_result_objective_id"), "mandate_result", ["objective_id"])
    op.create_table(
        "mandate_introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column("to_institution_id", sa.Integer(), nullable=True),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_introduction_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_introduction_person_id_person")),
        sa.ForeignKeyConstraint(
            ["to_institution_id"],
            ["institution.id"],
            name=op.f("fk_mandate_introduction_to_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["to_person_id"], ["person.id"], name=op.f("fk_mandate_introduction_to_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_introduction")),
    )
    op.create_index(op.f("ix_mandate_introduction_mandate_id"), "mandate_introduction", ["mandate_id"])
    op.create_index(op.f("ix_mandate_introduction_person_id"), "mandate_introduction", ["person_id"])
    op.create_index(
        op.f("ix_mandate_introduction_to_institution_id"), "mandate_introduction", ["to_institution_id"], unique=False
    )
    op.create_index(
        op.f("ix_mandate_introduction_to_person_id"), "mandate_introduction", ["to_person_id"], unique=False
    )
    op.create_table(
        "mandate_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_time_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mandate_time_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_time")),
    )
    op.create_index("ix_mandate_time_day", "mandate_time", ["mandate_id", "worked_on"])
    op.create_table(
        "mandate_task",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_task_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_mandate_task_task_id_task")),
        sa.PrimaryKeyConstraint("mandate_id", "task_id", name=op.f("pk_mandate_task")),
    )
    op.create_index(op.f("ix_mandate_task_task_id"), "mandate_task", ["task_id"])
    op.create_table(
        "mandate_file",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_mandate_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_file_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("mandate_id", "file_id", name=op.f("pk_mandate_file")),
    )
    op.create_index(op.f("ix_mandate_file_file_id"), "mandate_file", ["file_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_mandate_search", "mandate", ["search_text"], postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        )  # fmt: skip
    else:
        make_trigram_table("mandate")


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
    for table in (
        "mandate_file",
        "mandate_task",
        "mandate_time",
        "mandate_introduction",
        "mandate_result",
        "mandate_deliverable",
        "mandate_objective",
        "mandate",
        "service_line",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE mandate_fts")
