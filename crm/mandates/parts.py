"""The parts of a mandate as data: what each row is, and which values a form may set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from crm.mandates.models import Deliverable, Introduction, Objective, Result, TimeUsed

Row = Objective | Deliverable | Result | Introduction | TimeUsed


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of row: its model, what `actions` may set of it, and the order in which a page shows it."""

    model: type[Any]
    fields: tuple[str, ...]
    order: tuple[Any, ...]
    #: What the page of a new one and of an old one is called.
    add: Any
    edit: Any


PARTS: Final[Mapping[str, Part]] = {
    "objectives": Part(
        Objective, ("title", "measure", "state", "progress", "blocker", "due_on"), (Objective.position, Objective.id),
        _l("Add an objective"), _l("Edit the objective"),
    ),
    "deliverables": Part(
        Deliverable, ("title", "objective_id", "due_on", "delivered_on", "owner_id", "note"),
        (Deliverable.delivered_on.is_not(None), Deliverable.due_on.is_(None), Deliverable.due_on, Deliverable.id),
        _l("Add a deliverable"), _l("Edit the deliverable"),
    ),
    "results": Part(
        Result, ("happened_on", "text", "objective_id", "evidence", "evidence_url", "confirmed_by_id", "confirmed_by",
                 "confirmed_on"),
        (Result.happened_on.desc(), Result.id.desc()), _l("Add a result"), _l("Edit the result"),
    ),
    "introductions": Part(
        Introduction, ("made_on", "person_id", "to_person_id", "to_institution_id", "to_name", "state", "outcome"),
        (Introduction.made_on.desc(), Introduction.id.desc()), _l("Add an introduction"), _l("Edit the introduction"),
    ),
    "time": Part(
        TimeUsed, ("worked_on", "user_id", "minutes", "note"), (TimeUsed.worked_on.desc(), TimeUsed.id.desc()),
        _l("Add hours"), _l("Edit the hours"),
    ),
}  # fmt: skip


def of_mandate(part: Part, mandate_id: Any) -> sa.Select[Any]:
    """Return the rows in use of one mandate, in the order of the page."""
    model = part.model
    return sa.select(model).where(model.mandate_id == mandate_id, model.archived_at.is_(None)).order_by(*part.order)
