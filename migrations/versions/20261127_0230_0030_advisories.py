"""client advisories

Revision ID: 0030
Revises: 0029
Create Date: 2026-11-27 02:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "advisory",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(f"title_{code}", sa.String(200), nullable=False) for code in ("en", "es")),
        *(sa.Column(f"body_{code}", sa.Text(), nullable=False) for code in ("en", "es")),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(8), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("sending_at", moment, nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("archived_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_advisory_{name}_id_{name}"))
            for name in ("issue", "series", "sector")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_advisory_{name}_user_account"))
            for name in ("author_id", "asked_by_id", "decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory")),
    )
    op.create_index("ix_advisory_state", "advisory", ["state", "id"])
    op.create_table(
        "advisory_client",
        sa.Column("advisory_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("skipped", sa.String(10), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_advisory_client_{name}_id_{name}"))
            for name in ("advisory", "client", "engagement")
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_advisory_client_mail_id_mail"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("advisory_id", "client_id", name=op.f("pk_advisory_client")),
    )
    op.create_index("ix_advisory_client_client", "advisory_client", ["client_id", "advisory_id"])
    for name, table in (("issue_id", "advisory"), ("series_id", "advisory"), ("mail_id", "advisory_client"),
                        ("engagement_id", "advisory_client")):  # fmt: skip
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    op.drop_table("advisory_client")
    op.drop_table("advisory")
