"""Loads the shipped baseline figures that this database has not had yet; a second start reads and hashes only."""

import hashlib
from importlib.resources import files

import sqlalchemy as sa

from crm.core.db import db, unit_of_work
from crm.indicators import actions
from crm.indicators.baseline.textform import read_batches
from crm.indicators.models import IndicatorLoad
from crm.indicators.parsers.names import catalogue_names


def seed_baseline() -> str:
    """Load each shipped file whose bytes were not loaded before; says how many figures came in."""
    texts = {
        item.name: item.read_bytes()
        for item in files("crm.indicators.baseline").iterdir()
        if item.name.endswith(".txt")
    }
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in texts.items()}
    known = set(
        db.session.execute(sa.select(IndicatorLoad.sha256).where(IndicatorLoad.sha256.in_(sums.values()))).scalars()
    )
    waiting = sorted(name for name in texts if sums[name] not in known)
    if not waiting:
        return ""
    added = 0
    with unit_of_work(None) as work:
        for name in waiting:
            for batch in read_batches(texts[name].decode("utf-8").splitlines(), catalogue_names()):
                label = f"baseline {name}"
                added += actions.load(work, batch.parsed, batch.vintage, label, sums[name]).added
    return f"Trade indicators: {added:,} published figures added."
