"""The neutral document for the screen: its blocks by kind, for `templates/reports/_document.html`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from crm.reports.document import Block, Document, Figure, Section

Group = tuple[str, list[Block]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section and its blocks as (kind, blocks): figures that follow each other stand in one group."""

    section: Section
    groups: list[Group]


def drawn(document: Document) -> list[Drawn]:
    """Return the sections as the template draws them."""
    return [Drawn(section, list(_groups(section))) for section in document.sections]


def _groups(section: Section) -> Iterator[Group]:
    for is_figure, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Figure)):
        if is_figure:
            yield "Figure", list(blocks)
        else:
            yield from ((type(block).__name__, [block]) for block in blocks)
