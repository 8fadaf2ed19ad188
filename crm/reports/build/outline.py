"""The parts of a kind of report: named, so that a person may leave some out and set their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm.core.offers import Lazy
from crm.reports.build.plan import LEVELS, Level, Plan
from crm.reports.document import Note, Section

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Part(Generic[F]):
    """One part: `build` words the facts as a section, None where the part is not to be printed at all.

    `levels` are the readers for whom it may be printed; a new part is internal until listed. `usual` parts are there
    unless a person leaves them out.
    """

    name: str
    label: Lazy
    build: Callable[[F], Section | None]
    levels: frozenset[Level] = frozenset({"internal"})
    usual: bool = True


#: For parts that any of our readers may have.
EVERYBODY: frozenset[Level] = frozenset(LEVELS)
CLIENT: frozenset[Level] = frozenset({"internal", "client"})


def printed(parts: Sequence[Part[F]], plan: Plan) -> list[Part[F]]:
    """Return the parts that a plan wants, in its order, of those that its reader level may have."""
    named = {part.name: part for part in parts}
    wanted = [named[name] for name in plan.sections if name in named] or [part for part in parts if part.usual]
    return [part for part in wanted if plan.level in part.levels]


def sections(parts: Sequence[Part[F]], plan: Plan, facts: F) -> tuple[Section, ...]:
    """Return the sections that a plan wants."""
    built = [part.build(facts) for part in printed(parts, plan)]
    return tuple(section for section in built if section is not None and not (plan.leave_out_empty and _empty(section)))


def _empty(section: Section) -> bool:
    return bool(section.blocks) and all(isinstance(block, Note) and block.kind == "empty" for block in section.blocks)
