"""Bodies, the posts within them, and the people who hold or held these."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Base, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.files.models import StoredFile
from crm.people.models import Person


class Institution(Base, Versioned):
    """A ministry, agency, consulate, chamber or other body; open to the whole firm."""

    __tablename__ = "institution"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of a shipped body: its name in our list, so that it is added once. Empty for the firm's own.
    code: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(200))
    name_es: Mapped[str] = mapped_column(sa.String(200))
    #: USTR, CBP, SE …
    short: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Each name folded, with a place for both languages' order. Kept by the mapper, as is the next.
    key_en: Mapped[str] = mapped_column(SortText, default="")
    key_es: Mapped[str] = mapped_column(SortText, default="")
    #: Both names, the short one and the city folded.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    #: treaty_office, ministry, agency, statistics, embassy, consulate, port, central_bank, state_body, municipal,
    #: binational, chamber or development_bank.
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: federal, state, municipal, binational or private.
    level: Mapped[str] = mapped_column(sa.String(12))
    #: Empty for a binational body of two countries.
    country: Mapped[str | None] = mapped_column(sa.ForeignKey("country.code"))
    state: Mapped[str | None] = mapped_column(sa.ForeignKey("state.code"))
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    #: none (accepts no gifts), ask (with prior approval only) or empty (not known).
    gift_rule: Mapped[str] = mapped_column(sa.String(8), default="")
    #: How a meeting is asked for: audience (solicitud de audiencia), request (by e-mail or phone) or empty.
    meeting_rule: Mapped[str] = mapped_column(sa.String(10), default="")
    #: Closed on the statutory holidays of: US, MX, both or empty.
    holidays: Mapped[str] = mapped_column(sa.String(4), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    #: E.164.
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    address: Mapped[str] = mapped_column(sa.String(400), default="")
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    #: How sure the shipped name and rank are: A sure, B to be checked on the body's own page; empty for the firm's own.
    certainty: Mapped[str] = mapped_column(sa.String(1), default="")
    #: The Spanish (or English) name is our customary translation, not the body's own.
    translated: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    parent: Mapped["Institution | None"] = relationship(lazy="raise_on_sql", remote_side="Institution.id")

    __audit__ = "institution"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_institution_key_en", "key_en", "id"),
        sa.Index("ix_institution_key_es", "key_es", "id"),
        sa.Index("ix_institution_updated", "updated_at", "id"),
        sa.Index("ix_institution_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    def name(self, language: str) -> str:
        """Return the name in a language."""
        return self.name_es if language == "es" else self.name_en


@sa.event.listens_for(Institution, "before_insert")
@sa.event.listens_for(Institution, "before_update")
def _keep_keys(_mapper: object, _connection: object, body: Institution) -> None:
    """Fill the folded columns whoever writes the institution."""
    for name, value in kept_keys(body.name_en, body.name_es, body.short or "", body.city or "").items():
        setattr(body, name, value)


def kept_keys(name_en: str, name_es: str, short: str, city: str) -> dict[str, str]:
    """Return the folded columns of an institution."""
    return {
        "key_en": fold(name_en)[:300],
        "key_es": fold(name_es)[:300],
        "search_text": fold(f"{name_en} {name_es} {short} {city}"),
    }


class Post(Base, Versioned):
    """A post within an institution, whoever holds it: consul general, port director."""

    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    title_en: Mapped[str] = mapped_column(sa.String(200))
    title_es: Mapped[str] = mapped_column(sa.String(200))
    #: covered (covered executive branch official, 2 USC 1602), not_covered, federal (another US federal one), state,
    #: local, foreign (foreign official, 15 USC 78dd), private or empty (not judged).
    official_class: Mapped[str] = mapped_column(sa.String(12), default="")
    #: Who says so, and when it was looked up.
    class_source: Mapped[str] = mapped_column(sa.String(300), default="")
    class_checked_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")

    __audit__ = "post"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012

    def title(self, language: str) -> str:
        """Return the title in a language."""
        return self.title_es if language == "es" else self.title_en


class PostHolder(Base, Versioned):
    """Somebody in a post, from when to when."""

    __tablename__ = "post_holder"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: First and last day; empty where not known, or not over.
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    #: Acting (encargado/a de despacho).
    acting: Mapped[bool] = mapped_column(default=False)
    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    __audit_link__ = ("post", "post_id", "holders", "person_id", "from_on", "to_on", "acting")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class InstitutionFile(Base):
    """A file that belongs to an institution."""

    __tablename__ = "institution_file"
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("institution", "institution_id", "files", "file_id")
