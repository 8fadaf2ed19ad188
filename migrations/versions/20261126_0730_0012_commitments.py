"""commitments

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 07:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = "state = 'open' AND archived_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("maker_kind", sa.String(length=12), nullable=False),
        sa.Column("maker_client_id", sa.Integer(), nullable=True),
        sa.Column("maker_institution_id", sa.Integer(), nullable=True),
        sa.Column("maker_person_id", sa.Integer(), nullable=True),
        sa.Column("receiver_kind", sa.String(length=12), nullable=False),
        sa.Column("receiver_client_id", sa.Integer(), nullable=True),
        sa.Column("receiver_institution_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *foreign_keys(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    for column in (
        "maker_client_id", "maker_institution_id", "maker_person_id", "receiver_client_id", "receiver_institution_id",
        "engagement_id",
    ):  # fmt: skip
        op.create_index(op.f(f"ix_commitment_{column}"), "commitment", [column])
    op.create_index("ix_commitment_due", "commitment", ["due_on", "id"])
    op.create_index("ix_commitment_made", "commitment", ["made_at", "id"])
    op.create_index(
        "ix_commitment_open", "commitment", ["owner_id", "due_on", "id"],
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )  # fmt: skip
    op.create_table(
        "commitment_client",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_client_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_commitment_client_client_id_client")),
        sa.PrimaryKeyConstraint("commitment_id", "client_id", name=op.f("pk_commitment_client")),
    )
    op.create_index("ix_commitment_client_client", "commitment_client", ["client_id", "commitment_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_commitment_search", "commitment", ["search_text"], postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        )  # fmt: skip
    else:
        make_trigram_table("commitment")


def foreign_keys() -> list[sa.ForeignKeyConstraint]:
    wanted = (
        ("maker_client_id", "client"), ("maker_institution_id", "institution"), ("maker_person_id", "person"),
        ("receiver_client_id", "client"), ("receiver_institution_id", "institution"), ("engagement_id", "engagement"),
        ("owner_id", "user_account"), ("created_by_id", "user_account"),
    )  # fmt: skip
    return [
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_commitment_{column}_{table}"))
        for column, table in wanted
    ]


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
    op.drop_table("commitment_client")
    op.drop_table("commitment")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE commitment_fts")
