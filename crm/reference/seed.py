"""Fills the reference lists from the committed files; what the firm has edited is left alone."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.db import unit_of_work
from crm.reference import catalogue
from crm.reference.models import Country, HsChapter, NaicsSector, Port, Sector, ServiceLine, State, UsmcaChapter


def seed_reference() -> str:
    """Add the rows that are missing; says how many."""
    with unit_of_work(None) as work:
        added = _add(work, Country, "code", _countries())
        added += _add(work, State, "code", _states())
        added += _add(work, HsChapter, "code", _chapters())
        added += _add(work, NaicsSector, "code", _naics())
        added += _add(work, UsmcaChapter, "number", _usmca())
        added += _add(work, Port, "code", _ports())
        added += _add(work, ServiceLine, "code", _service_lines())
        added += _add_sectors(work)
    return f"Reference lists: {added} rows added." if added else ""


def _add(work: Session, model: Any, key: str, rows: Iterable[dict[str, Any]]) -> int:
    known = set(work.execute(sa.select(getattr(model, key))).scalars())
    fresh = [model(**row) for row in rows if row[key] not in known]
    work.add_all(fresh)
    work.flush()
    return len(fresh)


def _countries() -> Iterable[dict[str, Any]]:
    for row in catalogue.countries():
        # A country of two Census codes (Palestine) keeps the first.
        yield {"code": row.iso2, "title_en": row.title_en, "title_es": row.title_es, "es_ours": row.es_ours,
               "schedule_c": row.schedule_c[0] if row.schedule_c else ""}  # fmt: skip


def _states() -> Iterable[dict[str, Any]]:
    for row in catalogue.states():
        yield {
            "code": row.code,
            "country": row.country,
            "title_en": row.title_en,
            "title_es": row.title_es,
            "es_ours": row.es_ours,
        }


def _chapters() -> Iterable[dict[str, Any]]:
    for row in catalogue.hs_chapters():
        yield {"code": row.code, "title_en": row.title_en, "title_es": row.title_es, "es_ours": row.es_ours,
               "short_en": row.short_en, "short_es": row.short_es}  # fmt: skip


def _naics() -> Iterable[dict[str, Any]]:
    for row in catalogue.naics_sectors():
        yield {"code": row.code, "title_en": row.title_en, "title_es": row.title_es, "es_ours": row.es_ours}


def _usmca() -> Iterable[dict[str, Any]]:
    for row in catalogue.usmca_chapters():
        yield {"number": row.number, "title_en": row.title_en, "title_es": row.title_es, "es_ours": row.es_ours}


def _ports() -> Iterable[dict[str, Any]]:
    for row in catalogue.ports():
        yield {"code": row.code, "name": row.name, "us_state": row.us_state, "position": row.order, "watch": row.watch,
               "mexican_side_city": row.mexican_side_city, "mexican_side_state": row.mexican_side_state or None,
               "crossings": ", ".join(row.crossings), "note_en": row.note_en, "note_es": row.note_es,
               "ours": row.ours}  # fmt: skip


def _service_lines() -> Iterable[dict[str, Any]]:
    for position, row in enumerate(catalogue.service_lines()):
        yield {"code": row.code, "title_en": row.title_en, "title_es": row.title_es, "es_ours": row.es_ours,
               "position": position}  # fmt: skip


def _add_sectors(work: Session) -> int:
    ids = {row.code: row.id for row in work.execute(sa.select(Sector.code, Sector.id))}
    added = 0
    for position, row in enumerate(catalogue.sectors()):
        if row.code in ids:
            continue
        sector = Sector(
            code=row.code, parent_id=ids.get(row.parent), position=position,
            title_en=row.title_en, title_es=row.title_es,
            hs_chapters=" ".join(row.hs_chapters), headings=" ".join(row.headings), naics=" ".join(row.naics),
            follow=" ".join(row.follow), follow_ports=" ".join(row.follow_ports), ours=row.ours, es_ours=False,
        )  # fmt: skip
        work.add(sector)
        work.flush()
        ids[row.code] = sector.id
        added += 1
    return added
