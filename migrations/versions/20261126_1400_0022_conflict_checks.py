"""conflict checks

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-26 14:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SORT_TEXT = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")
TABLES = (
    "information_barrier", "conflict_position", "conflict_hit", "conflict_check_file", "conflict_check", "adverse_key",
    "adverse_party",
)  # fmt: skip


def stamps() -> list[sa.Column]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "adverse_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", SORT_TEXT, nullable=False),
        sa.Column("tax_id", sa.String(length=20), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_adverse_party_client_id_client")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_adverse_party_created_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_party")),
    )
    op.create_index(op.f("ix_adverse_party_client_id"), "adverse_party", ["client_id"])
    op.create_table(
        "adverse_key",
        sa.Column("key", sa.String(length=260), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["adverse_party.id"], name=op.f("fk_adverse_key_party_id_adverse_party")),
        sa.PrimaryKeyConstraint("key", "party_id", name=op.f("pk_adverse_key")),
    )
    op.create_index(op.f("ix_adverse_key_party_id"), "adverse_key", ["party_id"])
    op.create_table(
        "conflict_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.String(length=20), nullable=False),
        sa.Column("counterparties", sa.Text(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("looked_through", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decision_note", sa.String(length=1000), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiver", sa.String(length=2000), nullable=False),
        sa.Column("waiver_by", sa.String(length=200), nullable=False),
        sa.Column("waiver_on", sa.Date(), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_conflict_check_client_id_client")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_conflict_check_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_conflict_check_opportunity_id_opportunity")
        ),
        sa.ForeignKeyConstraint(
            ["run_by_id"], ["user_account.id"], name=op.f("fk_conflict_check_run_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_check")),
    )
    op.create_index("ix_conflict_check_client", "conflict_check", ["client_id", "run_at", "id"])
    op.create_index(op.f("ix_conflict_check_opportunity_id"), "conflict_check", ["opportunity_id"])
    op.create_index("ix_conflict_check_run", "conflict_check", ["run_at", "id"])
    op.create_index(op.f("ix_conflict_check_run_by_id"), "conflict_check", ["run_by_id"])
    op.create_index("ix_conflict_check_state", "conflict_check", ["state", "run_at", "id"])
    op.create_table(
        "conflict_check_file",
        sa.Column("conflict_check_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conflict_check_id"],
            ["conflict_check.id"],
            name=op.f("fk_conflict_check_file_conflict_check_id_conflict_check"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_conflict_check_file_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("conflict_check_id", "file_id", name=op.f("pk_conflict_check_file")),
    )
    op.create_index(op.f("ix_conflict_check_file_file_id"), "conflict_check_file", ["file_id"])
    op.create_table(
        "conflict_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("via_client_id", sa.Integer(), nullable=True),
        sa.Column("adverse_id", sa.Integer(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("searched", sa.String(length=200), nullable=False),
        sa.Column("matched", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(
            ["adverse_id"], ["adverse_party.id"], name=op.f("fk_conflict_hit_adverse_id_adverse_party")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["conflict_check.id"], name=op.f("fk_conflict_hit_check_id_conflict_check")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_conflict_hit_client_id_client")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_conflict_hit_issue_id_issue")),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user_account.id"], name=op.f("fk_conflict_hit_judged_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["via_client_id"], ["client.id"], name=op.f("fk_conflict_hit_via_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_hit")),
    )
    op.create_index(op.f("ix_conflict_hit_adverse_id"), "conflict_hit", ["adverse_id"])
    op.create_index(op.f("ix_conflict_hit_check_id"), "conflict_hit", ["check_id"])
    op.create_index(op.f("ix_conflict_hit_client_id"), "conflict_hit", ["client_id"])
    op.create_index(op.f("ix_conflict_hit_issue_id"), "conflict_hit", ["issue_id"])
    op.create_index(op.f("ix_conflict_hit_via_client_id"), "conflict_hit", ["via_client_id"])
    op.create_table(
        "conflict_position",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["conflict_check.id"], name=op.f("fk_conflict_position_check_id_conflict_check")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_conflict_position_issue_id_issue")),
        sa.PrimaryKeyConstraint("check_id", "issue_id", name=op.f("pk_conflict_position")),
    )
    op.create_index(op.f("ix_conflict_position_issue_id"), "conflict_position", ["issue_id"])
    op.create_table(
        "information_barrier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(
            ["check_id"], ["conflict_check.id"], name=op.f("fk_information_barrier_check_id_conflict_check")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_information_barrier_client_id_client")),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["user_account.id"], name=op.f("fk_information_barrier_lifted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_information_barrier_set_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_information_barrier_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_barrier")),
    )
    op.create_index(op.f("ix_information_barrier_check_id"), "information_barrier", ["check_id"])
    op.create_index("ix_information_barrier_client", "information_barrier", ["client_id", "lifted_at", "id"])
    op.create_index(op.f("ix_information_barrier_user_id"), "information_barrier", ["user_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
