"""Names that a mandate's rows point to, as far as the reader may see them: two statements for a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.core.i18n import language
from crm.institutions.queries import with_ids
from crm.mandates.models import Mandate
from crm.people.queries import names_of


@dataclass(frozen=True, slots=True)
class Names:
    """People, institutions and colleagues by id; somebody who is not open to the reader is not among them."""

    people: Mapping[int, str]
    bodies: Mapping[int, str]
    users: Mapping[int, str]

    def person(self, key: int | None) -> str:
        """Return a person's name; that there is somebody is said, who it is only to whom it is open."""
        return self.people.get(key, _("somebody who is not open to you")) if key else ""

    def confirmer(self, row: Any) -> str:
        """Return who confirms a result, '' where nobody does yet."""
        return self.person(row.confirmed_by_id) or row.confirmed_by

    def introduced(self, row: Any, client_name: str) -> str:
        """Return whom we introduced."""
        return self.person(row.person_id) or client_name

    def met(self, row: Any) -> str:
        """Return to whom: the person, the institution, or the name that was typed."""
        parts = (self.person(row.to_person_id), self.bodies.get(row.to_institution_id or 0, ""), row.to_name)
        return ", ".join(filter(None, parts))


def names_for(user: User, mandate: Mandate, rows: Mapping[str, Sequence[Any]]) -> Names:
    """Return the names for the page of a mandate."""
    people = {mandate.signatory_id, *_ids(rows["results"], "confirmed_by_id")}
    people |= {*_ids(rows["introductions"], "person_id"), *_ids(rows["introductions"], "to_person_id")}
    known = sorted(key for key in people if key)
    bodies = [key for key in _ids(rows["introductions"], "to_institution_id") if key]
    return Names(
        names_of(user, known) if known else {},
        {body.id: body.name(language()) for body in with_ids(bodies)} if bodies else {},
        names_by_id(),
    )


def _ids(rows: Iterable[Any], name: str) -> list[int | None]:
    return [getattr(row, name) for row in rows]
