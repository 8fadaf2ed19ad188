"""Weighs how alike two records are by their names and by what they share; the firm's settings say what counts."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.duplicates.keys import name_keys, person_keys
from crm.duplicates.matching import THRESHOLDS, name_score
from crm.duplicates.people import person_score

#: By field: its bit in `DuplicatePair.same`, what it weighs, and why it speaks for one record.
BITS: Final[Mapping[str, int]] = {"tax_id": 1, "domain": 2, "phone": 4, "email": 8, "short": 16}
WEIGHTS: Final[Mapping[str, int]] = {"tax_id": 98, "email": 95, "domain": 86, "phone": 84, "short": 80}
WHY: Final[Mapping[str, Any]] = {
    "tax_id": _l("Same tax ID"), "domain": _l("Same website"), "phone": _l("Same phone"), "email": _l("Same e-mail"),
    "short": _l("Same short name"),
}  # fmt: skip
#: What each further sign of likeness adds.
FURTHER: Final = 2
SAME_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record is told by: names, further (legal) names, keys of its exact fields, records it is related to."""

    id: int
    names: tuple[str, ...]
    legal: tuple[str, ...] = ()
    exact: Mapping[str, frozenset[str]] = field(default_factory=dict)
    related: frozenset[int] = frozenset()

    @property
    def digest(self) -> str:
        """Return a digest of all of it."""
        told = [self.names, self.legal, sorted((name, sorted(keys)) for name, keys in self.exact.items())]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are; see `DuplicatePair`."""

    name: int
    legal: int
    same: int

    @property
    def score(self) -> int:
        """Return all of it as one number, 0 to 100."""
        signs = [WEIGHTS[name] for name, bit in BITS.items() if self.same & bit]
        signs += [score for score in (self.name, self.legal) if score >= THRESHOLDS["wide"]]
        return min(100, max(signs) + FURTHER * (len(signs) - 1)) if signs else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What means duplicate of one kind in this firm: the fields that count, and from which score on names do."""

    fields: frozenset[str]
    threshold: int

    @property
    def mask(self) -> int:
        """Return the bits of the exact fields that count."""
        return sum(bit for name, bit in BITS.items() if name in self.fields)

    def met_by(self, found: Likeness) -> bool:
        """Tell whether two records are to be called duplicates."""
        return bool(self.reasons(found))

    def reasons(self, found: Likeness) -> list[Any]:
        """Return in (lazy) words why two records look alike, as far as it counts."""
        told: list[Any] = []
        best = max(
            found.name if "name" in self.fields else 0, found.legal if "legal_name" in self.fields else 0
        )  # fmt: skip
        if best >= self.threshold:
            told.append(_l("Same name") if best == SAME_NAME else _l("Nearly the same name"))
        return told + [WHY[name] for name, bit in BITS.items() if found.same & bit & self.mask]


def weigh(kind: str, one: Facts, other: Facts) -> Likeness:
    """Return how alike two records are. A parent and its subsidiary share names and addresses: only a tax ID counts."""
    same = sum(BITS[name] for name, keys in one.exact.items() if keys & other.exact.get(name, frozenset()))
    if other.id in one.related or one.id in other.related:
        return Likeness(0, 0, same & BITS["tax_id"])
    score = _score(kind)
    name = _best(score, one.names, other.names)
    legal = max(_best(score, one.legal, other.legal + other.names), _best(score, one.names, other.legal))
    return Likeness(name, legal, same)


def _best(score: Callable[[str, str], int], ones: Sequence[str], others: Sequence[str]) -> int:
    return max((score(one, other) for one, other in product(ones, others)), default=0)


def _score(kind: str) -> Callable[[str, str], int]:
    return person_score if kind == "person" else name_score


def keys_of(kind: str, facts: Facts) -> set[str]:
    """Return all keys of a record."""
    keys = person_keys if kind == "person" else name_keys
    named = set[str]().union(*(keys(name) for name in facts.names + facts.legal))
    return named | {f"{name}:{key}" for name, found in facts.exact.items() for key in found}


def mark_of(one: Facts, other: Facts) -> str:
    """Return the digest of what two records are told by, in the order of their ids."""
    return "".join(facts.digest for facts in sorted((one, other), key=lambda facts: facts.id))
