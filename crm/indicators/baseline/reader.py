"""Reads the shipped baseline: published figures only, so that a fresh install without network shows true ones."""

from importlib.resources import files

from crm.indicators.baseline.textform import Batch, read_batches
from crm.indicators.parsers.names import Names, catalogue_names


def read_baseline(names: Names | None = None) -> tuple[Batch, ...]:
    """Return every batch of the shipped files, oldest vintage first."""
    names = names or catalogue_names()
    folder = files("crm.indicators.baseline")
    texts = sorted((item for item in folder.iterdir() if item.name.endswith(".txt")), key=lambda item: item.name)
    batches = [batch for text in texts for batch in read_batches(text.read_text(encoding="utf-8").splitlines(), names)]
    return tuple(sorted(batches, key=lambda batch: batch.vintage))
