"""Reference lists with English and Spanish titles; what is our own judgement is marked `ours`."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Json, SortText, UTCDateTime, Versioned


class Titled:
    """Titles in both languages; `es_ours` marks a Spanish title that we translated."""

    title_en: Mapped[str] = mapped_column(sa.String(300))
    title_es: Mapped[str] = mapped_column(sa.String(300))
    es_ours: Mapped[bool] = mapped_column(default=False)

    def title(self, language: str) -> str:
        return self.title_es if language == "es" else self.title_en


class Sector(Base, Versioned, Titled):
    """A sector or child sector with the HS chapters and NAICS codes it stands for (our mapping)."""

    __tablename__ = "sector"
    __kept__ = "reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(80), unique=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    #: Two-digit HS chapters, space-separated; empty for services.
    hs_chapters: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Four-digit headings worth following.
    headings: Mapped[str] = mapped_column(sa.String(200), default="")
    naics: Mapped[str] = mapped_column(sa.String(200), default="")
    #: BTS crossing measures to follow at the client's ports, by slug.
    follow: Mapped[str] = mapped_column(sa.String(200), default="")
    follow_ports: Mapped[str] = mapped_column(sa.String(100), default="")
    ours: Mapped[bool] = mapped_column(default=True)
    __audit__ = "sector"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class HsChapter(Base, Titled):
    """A chapter of the Harmonized System 2022 (98 chapters, 77 reserved)."""

    __tablename__ = "hs_chapter"
    __kept__ = "reference"
    code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    short_en: Mapped[str] = mapped_column(sa.String(80))
    short_es: Mapped[str] = mapped_column(sa.String(80))

    def short(self, language: str) -> str:
        return self.short_es if language == "es" else self.short_en


class NaicsSector(Base, Titled):
    """A NAICS 2022 sector."""

    __tablename__ = "naics_sector"
    __kept__ = "reference"
    code: Mapped[str] = mapped_column(sa.String(5), primary_key=True)


class Country(Base, Titled):
    """A country by ISO 3166-1 code, with its Census Schedule C code."""

    __tablename__ = "country"
    __kept__ = "reference"
    code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    schedule_c: Mapped[str] = mapped_column(sa.String(4), default="")


class State(Base, Titled):
    """A US or Mexican state by ISO 3166-2 code."""

    __tablename__ = "state"
    __kept__ = "reference"
    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    country: Mapped[str] = mapped_column(sa.ForeignKey("country.code"))


class Port(Base, Versioned):
    """A land port of entry of the US-Mexico border; crossings and other side are our list."""

    __tablename__ = "port"
    __kept__ = "reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Census Schedule D, or BTS where Schedule D has none.
    code: Mapped[str] = mapped_column(sa.String(4), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    us_state: Mapped[str] = mapped_column(sa.ForeignKey("state.code"))
    mexican_side_city: Mapped[str] = mapped_column(sa.String(120), default="")
    mexican_side_state: Mapped[str | None] = mapped_column(sa.ForeignKey("state.code"))
    crossings: Mapped[str] = mapped_column(sa.String(300), default="")
    note_en: Mapped[str] = mapped_column(sa.String(300), default="")
    note_es: Mapped[str] = mapped_column(sa.String(300), default="")
    watch: Mapped[bool] = mapped_column(default=False)
    #: West to east, for lists and the border board.
    position: Mapped[int] = mapped_column(default=0)
    ours: Mapped[bool] = mapped_column(default=True)
    __audit__ = "port"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012

    @property
    def label(self) -> str:
        """Return the name as people write it: 'Nogales, AZ'."""
        return f"{self.name}, {self.us_state[3:]}"


class UsmcaChapter(Base, Titled):
    """One of the 34 chapters of the USMCA (T-MEC)."""

    __tablename__ = "usmca_chapter"
    __kept__ = "reference"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Tag(Base, Versioned):
    """A word of the firm's own that groups clients."""

    __tablename__ = "tag"
    __kept__ = "reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    #: The name folded: two tags that differ in accents only are one.
    name_key: Mapped[str] = mapped_column(SortText, unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __audit__ = "tag"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class CustomField(Base, Versioned, Titled):
    """A field that the firm adds to its clients."""

    __tablename__ = "custom_field"
    __kept__ = "reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The name in addresses, exports and imports: lower case, digits, hyphens. Never changes.
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: text, number, date, choice or yes_no. Never changes.
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: Of a choice: [{"value": "a", "en": "A", "es": "A"}, …].
    options: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    #: Of a number: its unit as shown, such as "US$" or "t".
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __audit__ = "custom_field"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class ServiceLine(Base, Versioned, Titled):
    """A line of the firm's work: what opportunities and mandates are about."""

    __tablename__ = "service_line"
    __kept__ = "reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __audit__ = "service_line"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
