"""reports: kinds, what is planned, frozen versions, sendings, definitions

Revision ID: 0032
Revises: 0031
Create Date: 2026-11-27 06:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SUBJECTS = ("institution", "issue", "sector")
#: Column, its type, what rows have that are there already.
_PLAN = (
    ("kind", sa.String(12), "quarterly"), ("mission", sa.String(200), ""), ("level", sa.String(8), "client"),
    ("sections", sa.String(400), ""), ("figures", sa.Text(), ""), ("leave_out_empty", sa.Boolean(), sa.false()),
    ("letter", sa.Text(), ""), ("signed_by", sa.String(200), ""), ("at_risk", sa.Text(), ""),
    ("needed", sa.Text(), ""), ("planned", sa.Text(), ""),
)  # fmt: skip
_ADDED = (
    *_PLAN, ("state", sa.String(8), "draft"), ("reason", sa.String(500), ""), ("version", sa.Integer(), "1"),
    ("updated_at", _MOMENT, sa.func.current_timestamp()),
)  # fmt: skip
_OPEN = (("asked_at", _MOMENT), ("decided_at", _MOMENT), ("archived_at", _MOMENT))
_USERS = ("asked_by_id", "decided_by_id")


def _key(table: str, column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), **options)


def upgrade() -> None:
    op.create_table(
        "report_definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("period", sa.String(12), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind, _default in _PLAN),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in ("client", *_SUBJECTS)),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        _key("report_definition", "owner_id", "user_account"),
        *(_key("report_definition", f"{name}_id", name) for name in ("client", *_SUBJECTS)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_definition")),
    )
    op.create_index(op.f("ix_report_definition_client_id"), "report_definition", ["client_id"])
    with op.batch_alter_table("report") as table:
        table.alter_column("client_id", existing_type=sa.Integer(), nullable=True)
        for name, kind, default in _ADDED:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        for name, kind in _OPEN:
            table.add_column(sa.Column(name, kind, nullable=True))
        for name in (*_USERS, *(f"{each}_id" for each in _SUBJECTS), "definition_id"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in _USERS:
            table.create_foreign_key(op.f(f"fk_report_{name}_user_account"), "user_account", [name], ["id"])
        for name in _SUBJECTS:
            table.create_foreign_key(op.f(f"fk_report_{name}_id_{name}"), name, [f"{name}_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_report_definition_id_report_definition"), "report_definition", ["definition_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_report_definition_id_period_start"), ["definition_id", "period_start"])
    with op.batch_alter_table("report") as table:
        for name, kind, _default in _ADDED:
            table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    _versions()
    _sendings()


def _versions() -> None:
    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("records", _JSON, nullable=False),
        sa.Column("figures", _JSON, nullable=False),
        _key("report_version", "report_id", "report"),
        _key("report_version", "made_by_id", "user_account"),
        _key("report_version", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_version_report_id_number")),
    )
    op.create_table(
        "report_version_file",
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        _key("report_version_file", "report_version_id", "report_version"),
        _key("report_version_file", "file_id", "stored_file"),
        sa.PrimaryKeyConstraint("report_version_id", "file_id", name=op.f("pk_report_version_file")),
    )
    op.create_index(op.f("ix_report_version_file_file_id"), "report_version_file", ["file_id"])


def _sendings() -> None:
    op.create_table(
        "report_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("way", sa.String(4), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("code_until", _MOMENT, nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        _key("report_sending", "report_version_id", "report_version"),
        _key("report_sending", "client_id", "client"),
        _key("report_sending", "person_id", "person"),
        _key("report_sending", "sent_by_id", "user_account"),
        _key("report_sending", "mail_id", "mail", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sending")),
    )
    op.create_index("ix_report_sending_client", "report_sending", ["client_id", "sent_at"])
    for name in ("report_version_id", "person_id", "mail_id"):
        op.create_index(op.f(f"ix_report_sending_{name}"), "report_sending", [name])


def downgrade() -> None:
    for table in ("report_sending", "report_version_file", "report_version"):
        op.drop_table(table)
    # What is about no client has no place in the older schema.
    op.execute("DELETE FROM report WHERE client_id IS NULL")
    with op.batch_alter_table("report") as table:
        table.drop_constraint(op.f("uq_report_definition_id_period_start"), type_="unique")
        for name in _USERS:
            table.drop_constraint(op.f(f"fk_report_{name}_user_account"), type_="foreignkey")
        for name in _SUBJECTS:
            table.drop_constraint(op.f(f"fk_report_{name}_id_{name}"), type_="foreignkey")
        table.drop_constraint(op.f("fk_report_definition_id_report_definition"), type_="foreignkey")
        for name in (
            *(each for each, _kind, _default in _ADDED), *(each for each, _kind in _OPEN), *_USERS,
            *(f"{each}_id" for each in _SUBJECTS), "definition_id",
        ):  # fmt: skip
            table.drop_column(name)
        table.alter_column("client_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("report_definition")
