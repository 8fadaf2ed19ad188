"""What the head of every page of a person shows, also on the tabs that higher features add."""

from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.page import page_links, page_tabs
from crm.people.contact import lines_of, reach
from crm.people.labels import LANGUAGES, PHONE_KINDS, PREFERRED
from crm.people.models import Person
from crm.people.queries import roles_now


def page_values(user: User, person: Person, here: str) -> dict[str, Any]:
    """Return what `people/_head.html` needs; `person` comes from `queries.get_full`, `here` is the tab's endpoint."""
    return {
        "person": person,
        "role": roles_now(user, [person.id]).get(person.id, ""),
        "reach": reach(person),
        "lines": lines_of(person),
        "languages": LANGUAGES,
        "phone_kinds": PHONE_KINDS,
        "preferred": PREFERRED,
        "tabs": page_tabs("person", user, person, ("people.show", "people.show_history"), here),
        "links": page_links("person", user, person),
        "may_edit": user.may(Permission.PERSON_WRITE),
    }
