"""Series, their observations by vintage, and what was loaded when."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Exact, UTCDateTime


class Series(Base):
    """One published series. Values are stored in `unit` × `scale`, exactly as published."""

    __tablename__ = "series"
    __kept__ = "indicators"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Stable key, used in addresses.
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title_en: Mapped[str] = mapped_column(sa.String(200))
    title_es: Mapped[str] = mapped_column(sa.String(200))
    #: The agency whose series it is.
    source: Mapped[str] = mapped_column(sa.String(40))
    #: exports or imports, as the US publishes them; none for crossings and rates.
    flow: Mapped[str | None] = mapped_column(sa.String(12))
    hs_code: Mapped[str | None] = mapped_column(sa.ForeignKey("hs_chapter.code"), index=True)
    port_code: Mapped[str | None] = mapped_column(sa.String(4), index=True)
    #: A BTS crossing measure by slug.
    measure: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    #: The other country by Census code (2010 Mexico, 1220 Canada, - the world); none for crossings and rates.
    partner: Mapped[str | None] = mapped_column(sa.String(4))
    #: A US state of origin or destination, two letters as published (DU: unknown).
    us_state: Mapped[str | None] = mapped_column(sa.String(2), index=True)
    #: A Mexican state, the letters of ISO 3166-2 (SON).
    mx_state: Mapped[str | None] = mapped_column(sa.String(3), index=True)
    #: truck, rail, air, vessel, pipeline, mail, other or ftz.
    mode: Mapped[str | None] = mapped_column(sa.String(10))
    #: Four or six digits below the chapter of `hs_code`.
    hs_detail: Mapped[str | None] = mapped_column(sa.String(10), index=True)
    #: One of the 22 groups of chapters in which TransBorder tables are summed, by slug.
    commodity_group: Mapped[str | None] = mapped_column(sa.String(40))
    #: day, month or year.
    frequency: Mapped[str] = mapped_column(sa.String(6))
    #: USD, count or MXN per USD.
    unit: Mapped[str] = mapped_column(sa.String(20))
    #: What one stored unit stands for: 1000000 for figures published in millions.
    scale: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    #: census, transborder, crossing or h10: bases are never compared silently.
    basis: Mapped[str] = mapped_column(sa.String(20))
    #: nsa: not seasonally adjusted.
    seasonal: Mapped[str] = mapped_column(sa.String(4), default="nsa")
    #: Computed by us from published figures (a monthly average of daily rates).
    derived: Mapped[bool] = mapped_column(default=False)
    decimals: Mapped[int] = mapped_column(default=0)

    def title(self, language: str) -> str:
        return self.title_es if language == "es" else self.title_en


class Observation(Base):
    """One published value, or a place that was published without one. Every vintage is kept; the newest value shown."""

    __tablename__ = "observation"
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"), primary_key=True)
    #: First day of the period.
    period: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    #: Day or month (its first day) of publication or collection.
    vintage: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    #: None where there is no figure; `status` says why. Missing is not zero.
    value: Mapped[Decimal | None] = mapped_column(Exact)
    #: published or provisional with a value; missing, suppressed or conflict without one (crm/indicators/statuses.py).
    status: Mapped[str] = mapped_column(sa.String(14), default="published")
    #: Who published the file it came from.
    source: Mapped[str] = mapped_column(sa.String(40))
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012


class ClientSeries(Base):
    """What somebody said of a series for one client: pinned is always shown, muted is not chosen by itself."""

    __tablename__ = "client_series"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    series_key: Mapped[str] = mapped_column(sa.ForeignKey("series.key"), primary_key=True, index=True)
    #: pinned or muted.
    stance: Mapped[str] = mapped_column(sa.String(6))
    __audit_link__ = ("client", "client_id", "indicators", "series_key", "stance")


class IndicatorLoad(Base):
    """One file loaded: what it was and what it brought."""

    __tablename__ = "indicator_load"
    __kept__ = "indicators"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(40))
    vintage: Mapped[date] = mapped_column(sa.Date)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    rows_read: Mapped[int]
    rows_kept: Mapped[int]
    added: Mapped[int]
