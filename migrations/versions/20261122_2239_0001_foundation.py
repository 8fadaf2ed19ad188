"""foundation

Revision ID: 0001
Revises:
Create Date: 2026-11-22 22:39:40.014732
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


#: Tables whose folded text the search box looks through.
SEARCHED = ("client", "engagement")


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "country",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("schedule_c", sa.String(length=4), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
    )
    op.create_table(
        "firm_setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_firm_setting")),
    )
    op.create_table(
        "hs_chapter",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("short_en", sa.String(length=80), nullable=False),
        sa.Column("short_es", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_hs_chapter")),
    )
    op.create_table(
        "indicator_load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("vintage", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_load")),
    )
    op.create_table(
        "naics_sector",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_naics_sector")),
    )
    op.create_table(
        "sector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hs_chapters", sa.String(length=200), nullable=False),
        sa.Column("headings", sa.String(length=200), nullable=False),
        sa.Column("naics", sa.String(length=200), nullable=False),
        sa.Column("follow", sa.String(length=200), nullable=False),
        sa.Column("follow_ports", sa.String(length=100), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["sector.id"], name=op.f("fk_sector_parent_id_sector")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("code", name=op.f("uq_sector_code")),
    )
    op.create_index(op.f("ix_sector_parent_id"), "sector", ["parent_id"], unique=False)
    op.create_table(
        "sign_in_counter",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_counter")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
    )
    op.create_table(
        "usmca_chapter",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_usmca_chapter")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_audit_entry_actor_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_record", "audit_entry", ["kind", "record_id", "id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_wall", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("summary_es", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_engagement_created_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index("ix_engagement_starts", "engagement", ["starts_at", "id"], unique=False)
    op.create_index("ix_engagement_state", "engagement", ["state", "starts_at", "id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_one_time_link_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    op.create_index(op.f("ix_one_time_link_user_id"), "one_time_link", ["user_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_es", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=12), nullable=True),
        sa.Column("hs_code", sa.String(length=2), nullable=True),
        sa.Column("port_code", sa.String(length=4), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("frequency", sa.String(length=6), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("scale", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("seasonal", sa.String(length=4), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hs_code"], ["hs_chapter.code"], name=op.f("fk_series_hs_code_hs_chapter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("key", name=op.f("uq_series_key")),
    )
    op.create_index(op.f("ix_series_hs_code"), "series", ["hs_code"], unique=False)
    op.create_index(op.f("ix_series_measure"), "series", ["measure"], unique=False)
    op.create_index(op.f("ix_series_port_code"), "series", ["port_code"], unique=False)
    op.create_table(
        "state",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("title_es", sa.String(length=300), nullable=False),
        sa.Column("es_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_state_country_country")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_state")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["user_account.id"], name=op.f("fk_task_assignee_id_user_account")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_task_created_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["user_account.id"], name=op.f("fk_task_done_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_done", "task", ["done_at", "id"], unique=False)
    op.create_index("ix_task_due", "task", ["due_on", "id"], unique=False)
    op.create_index(
        "ix_task_open",
        "task",
        ["assignee_id", "due_on", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND archived_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND archived_at IS NULL"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "place_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("business", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("access", sa.String(length=6), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("account_lead_id", sa.Integer(), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("tax_id", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("report_language", sa.String(length=2), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_lead_id"], ["user_account.id"], name=op.f("fk_client_account_lead_id_user_account")
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_client_country_country")),
        sa.ForeignKeyConstraint(["state"], ["state.code"], name=op.f("fk_client_state_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    op.create_index(
        "ix_client_archived",
        "client",
        ["name_key", "id"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NOT NULL"),
        postgresql_where=sa.text("archived_at IS NOT NULL"),
    )
    op.create_index("ix_client_place", "client", ["place_key", "name_key", "id"], unique=False)
    op.create_index("ix_client_lead", "client", ["account_lead_id", "name_key", "id"], unique=False)
    op.create_index(
        "ix_client_name",
        "client",
        ["name_key", "id", "access", "account_lead_id", "search_text"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index("ix_client_state", "client", ["state", "name_key", "id"], unique=False)
    op.create_index("ix_client_status", "client", ["status", "name_key", "id"], unique=False)
    op.create_index("ix_client_updated", "client", ["updated_at", "id"], unique=False)
    op.create_index("ix_client_status_updated", "client", ["status", "updated_at", "id"], unique=False)
    op.create_index("ix_client_state_updated", "client", ["state", "updated_at", "id"], unique=False)
    op.create_table(
        "engagement_consultant",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_consultant_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_engagement_consultant_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "user_id", name=op.f("pk_engagement_consultant")),
    )
    op.create_index(op.f("ix_engagement_consultant_user_id"), "engagement_consultant", ["user_id"], unique=False)
    op.create_table(
        "engagement_task",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_task_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_engagement_task_task_id_task")),
        sa.PrimaryKeyConstraint("engagement_id", "task_id", name=op.f("pk_engagement_task")),
    )
    op.create_index(op.f("ix_engagement_task_task_id"), "engagement_task", ["task_id"], unique=False)
    op.create_table(
        "engagement_usmca",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("chapter_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_number"], ["usmca_chapter.number"], name=op.f("fk_engagement_usmca_chapter_number_usmca_chapter")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_usmca_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "chapter_number", name=op.f("pk_engagement_usmca")),
    )
    op.create_index(op.f("ix_engagement_usmca_chapter_number"), "engagement_usmca", ["chapter_number"], unique=False)
    op.create_table(
        "observation",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("vintage", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(24, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=14), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_observation_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", "period", "vintage", name=op.f("pk_observation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "port",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("us_state", sa.String(length=6), nullable=False),
        sa.Column("mexican_side_city", sa.String(length=120), nullable=False),
        sa.Column("mexican_side_state", sa.String(length=6), nullable=True),
        sa.Column("crossings", sa.String(length=300), nullable=False),
        sa.Column("note_en", sa.String(length=300), nullable=False),
        sa.Column("note_es", sa.String(length=300), nullable=False),
        sa.Column("watch", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mexican_side_state"], ["state.code"], name=op.f("fk_port_mexican_side_state_state")),
        sa.ForeignKeyConstraint(["us_state"], ["state.code"], name=op.f("fk_port_us_state_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_port")),
        sa.UniqueConstraint("code", name=op.f("uq_port_code")),
    )
    op.create_table(
        "client_barrier",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_barrier_client_id_client")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_client_barrier_user_id_user_account")),
        sa.PrimaryKeyConstraint("client_id", "user_id", name=op.f("pk_client_barrier")),
    )
    op.create_index(op.f("ix_client_barrier_user_id"), "client_barrier", ["user_id"], unique=False)
    op.create_table(
        "client_chapter",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("hs_code", sa.String(length=2), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_chapter_client_id_client")),
        sa.ForeignKeyConstraint(["hs_code"], ["hs_chapter.code"], name=op.f("fk_client_chapter_hs_code_hs_chapter")),
        sa.PrimaryKeyConstraint("client_id", "hs_code", name=op.f("pk_client_chapter")),
    )
    op.create_index(op.f("ix_client_chapter_hs_code"), "client_chapter", ["hs_code"], unique=False)
    op.create_table(
        "client_member",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_member_client_id_client")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_client_member_user_id_user_account")),
        sa.PrimaryKeyConstraint("client_id", "user_id", name=op.f("pk_client_member")),
    )
    op.create_index(op.f("ix_client_member_user_id"), "client_member", ["user_id"], unique=False)
    op.create_table(
        "client_port",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("port_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_port_client_id_client")),
        sa.ForeignKeyConstraint(["port_id"], ["port.id"], name=op.f("fk_client_port_port_id_port")),
        sa.PrimaryKeyConstraint("client_id", "port_id", name=op.f("pk_client_port")),
    )
    op.create_index(op.f("ix_client_port_port_id"), "client_port", ["port_id"], unique=False)
    op.create_table(
        "client_sector",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_sector_client_id_client")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_client_sector_sector_id_sector")),
        sa.PrimaryKeyConstraint("client_id", "sector_id", name=op.f("pk_client_sector")),
    )
    op.create_index(op.f("ix_client_sector_sector_id"), "client_sector", ["sector_id"], unique=False)
    op.create_table(
        "engagement_client",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_engagement_client_client_id_client")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_client_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "client_id", name=op.f("pk_engagement_client")),
    )
    op.create_index(
        "ix_engagement_client_client", "engagement_client", ["client_id", "starts_at", "engagement_id"], unique=False
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_report_client_id_client")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["user_account.id"], name=op.f("fk_report_prepared_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_client_id"), "report", ["client_id"], unique=False)
    op.create_table(
        "task_client",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_client_id_client")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_client_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", "client_id", name=op.f("pk_task_client")),
    )
    op.create_index("ix_task_client_client", "task_client", ["client_id", "task_id"], unique=False)
    for table in SEARCHED:
        if postgres:
            op.create_index(
                f"ix_{table}_search",
                table,
                ["search_text"],
                postgresql_using="gin",
                postgresql_ops={"search_text": "gin_trgm_ops"},
            )
        else:
            make_trigram_table(table)


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
    if op.get_bind().dialect.name == "sqlite":
        for table in SEARCHED:
            op.execute(f"DROP TABLE {table}_fts")
    for table in (
        "task_client",
        "report",
        "engagement_client",
        "client_sector",
        "client_port",
        "client_member",
        "client_chapter",
        "client_barrier",
        "port",
        "observation",
        "engagement_usmca",
        "engagement_task",
        "engagement_consultant",
        "client",
        "user_session",
        "task",
        "state",
        "series",
        "one_time_link",
        "engagement",
        "audit_entry",
        "usmca_chapter",
        "user_account",
        "sign_in_counter",
        "sector",
        "naics_sector",
        "indicator_load",
        "hs_chapter",
        "firm_setting",
        "country",
    ):
        op.drop_table(table)
