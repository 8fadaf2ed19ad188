"""The history of opportunities as spells: from a move into a stage to the next move out of it. Plain values only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Spell:
    """How long an opportunity was in a stage; `end` is None as long as it is there."""

    stage_id: int
    start: datetime
    end: datetime | None


Histories = dict[int, list[Spell]]


def histories(moves: Iterable[Sequence[Any]]) -> Histories:
    """Return the spells of each opportunity from its moves (opportunity, stage, instant), in order of time.

    A move into the stage where it already is is no move.
    """
    entries: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for opportunity_id, stage_id, at in moves:
        entered = entries[opportunity_id]
        if not entered or entered[-1][0] != stage_id:
            entered.append((stage_id, at))
    return {key: _spells(entered) for key, entered in entries.items()}


def _spells(entered: Sequence[tuple[int, datetime]]) -> list[Spell]:
    ends = [*(at for _stage, at in entered[1:]), None]
    return [Spell(stage_id, at, end) for (stage_id, at), end in zip(entered, ends, strict=True)]
