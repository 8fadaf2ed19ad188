"""The list of people: one statement a page, narrowed and ordered by indexes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.listing import PAGE, Page, Sort, cut, fetch_page
from crm.core.text import search_words
from crm.lists.declared import Chip, ListPage
from crm.people.columns import columns, load
from crm.people.labels import LANGUAGES
from crm.people.models import Person
from crm.people.names import Listed
from crm.people.visibility import visible_to

SORTS: Final[Mapping[str, Sort]] = {
    "name": Sort((Person.name_key.expression, Person.id.expression)),
    "-name": Sort((Person.name_key.expression, Person.id.expression), descending=True),
    "changed": Sort((Person.updated_at.expression, Person.id.expression), descending=True),
}
_COLUMNS: Final = tuple(getattr(Person, field.name) for field in fields(Listed))
SORT_LABELS: Final = {"name": _l("Name, A to Z"), "-name": _l("Name, Z to A"), "changed": _l("Changed last")}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    language: str = ""
    #: '' all, 'yes' those who may be contacted, 'no' those who may not.
    contact: str = ""
    archived: bool = False
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order was asked for."""
        return bool(self.q or self.language or self.contact or self.archived)


def read_filter(args: Mapping[str, str]) -> PeopleFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    language, contact, sort = args.get("language", ""), args.get("contact", ""), args.get("sort", "")
    return PeopleFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        language=language if language in LANGUAGES else "",
        contact=contact if re.fullmatch("yes|no", contact) else "",
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=sort if sort in SORTS else "name",
    )


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted = read_filter(args)
    parts = {
        "q": wanted.q, "language": wanted.language, "contact": wanted.contact,
        "archived": "1" if wanted.archived else "", "sort": wanted.sort if wanted.sort != "name" else "",
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value}


def chips(wanted: PeopleFilter) -> list[Chip]:
    """Return a filter as its reader says it."""
    found = [Chip(f"“{wanted.q}”", ("q",))] if wanted.q else []
    if wanted.language:
        found.append(Chip(str(LANGUAGES[wanted.language]), ("language",)))
    if wanted.contact:
        text = _("May be contacted") if wanted.contact == "yes" else _("Do not contact")
        found.append(Chip(str(text), ("contact",)))
    return [*found, Chip(str(_("Archived ones")), ("archived",))] if wanted.archived else found


def page_of(user: User, wanted: PeopleFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of people; its rows are `Listed`."""
    few = cut(sa.select(Person.id).where(*conditions(user, wanted)), SORTS[wanted.sort], cursor, size).subquery()
    query = sa.select(*_COLUMNS).join(few, few.c.id == Person.id)
    page = fetch_page(query, SORTS[wanted.sort], cursor, size)
    return Page([Listed(*row[: len(_COLUMNS)]) for row in page.rows], page.after, page.first)


def conditions(user: User, wanted: PeopleFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included."""
    found = [visible_to(user), Person.archived_at.is_not(None) if wanted.archived else Person.archived_at.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Person, Person.search_text, words, names=True))
    if wanted.language:
        found.append(Person.language == wanted.language)
    if wanted.contact:
        found.append(Person.do_not_contact.is_(wanted.contact == "no"))
    return found


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Person.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Person).where(Person.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "people", _l("People"), "people.index", Permission.PERSON_READ, columns, sound, _fetch, load, _ids, _seen
)
