"""The list of institutions: one statement a page, in the order of the reader's language; and the whole tree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.listing import PAGE, Page, Sort, fetch_page
from crm.core.text import search_words
from crm.institutions.columns import columns, load
from crm.institutions.labels import KINDS, LEVELS
from crm.institutions.models import Institution
from crm.lists.declared import Chip, ListPage

SORT_LABELS: Final = {"name": _l("Name, A to Z"), "changed": _l("Changed last")}


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    kind: str = ""
    level: str = ""
    country: str = ""
    archived: bool = False
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order was asked for."""
        return bool(self.q or self.kind or self.level or self.country or self.archived)


def read_filter(args: Mapping[str, str]) -> InstitutionFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    kind, level, country = args.get("kind", ""), args.get("level", ""), args.get("country", "")
    return InstitutionFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        kind=kind if kind in KINDS else "",
        level=level if level in LEVELS else "",
        country=country if re.fullmatch("[A-Z]{2}", country) else "",
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=args["sort"] if args.get("sort") in SORT_LABELS else "name",
    )


def sort_of(wanted: InstitutionFilter, speaks: str) -> Sort:
    """Return the order of a list: by the name in the reader's language, or by the last change."""
    if wanted.sort == "changed":
        return Sort((Institution.updated_at.expression, Institution.id.expression), descending=True)
    key = Institution.key_es if speaks == "es" else Institution.key_en
    return Sort((key.expression, Institution.id.expression))


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted = read_filter(args)
    parts = {
        "q": wanted.q, "kind": wanted.kind, "level": wanted.level, "country": wanted.country,
        "archived": "1" if wanted.archived else "", "sort": wanted.sort if wanted.sort != "name" else "",
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value}


def chips(wanted: InstitutionFilter, titles: Mapping[str, str]) -> list[Chip]:
    """Return a filter as its reader says it; `titles` are those of countries."""
    found = {
        "q": f"“{wanted.q}”" if wanted.q else "",
        "kind": str(KINDS.get(wanted.kind, "")),
        "level": str(LEVELS.get(wanted.level, "")),
        "country": titles.get(wanted.country, wanted.country),
        "archived": str(_("Archived ones")) if wanted.archived else "",
    }
    return [Chip(text, (name,)) for name, text in found.items() if text]


def page_of(wanted: InstitutionFilter, cursor: str | None, speaks: str, size: int = PAGE) -> Page:
    """Return one page of institutions with their parents; its rows are institutions."""
    query = sa.select(Institution).where(*conditions(wanted)).options(joinedload(Institution.parent))
    page = fetch_page(query, sort_of(wanted, speaks), cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def conditions(wanted: InstitutionFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter."""
    gone = Institution.archived_at
    found: list[sa.ColumnElement[bool]] = [gone.is_not(None) if wanted.archived else gone.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Institution, Institution.search_text, words, names=True))
    narrowing = ("kind", "level", "country")
    found += [getattr(Institution, name) == getattr(wanted, name) for name in narrowing if getattr(wanted, name)]
    return found


@dataclass(frozen=True, slots=True)
class Branch:
    """An institution in the tree with those below it."""

    body: Institution
    below: list["Branch"]


def tree(speaks: str) -> list[Branch]:
    """Return all listed institutions as a forest, each level in the order of the reader's language."""
    key = Institution.key_es if speaks == "es" else Institution.key_en
    query = sa.select(Institution).where(Institution.archived_at.is_(None)).order_by(key, Institution.id)
    branches = {body.id: Branch(body, []) for body in db.session.execute(query).scalars()}
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.body.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops


def _fetch(_user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(read_filter(parts), cursor, language(), size)


def _ids(_user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Institution.id).where(*conditions(read_filter(parts)))


def _seen(_user: User, ids: Sequence[int]) -> int:
    return len(ids)  # institutions are open to the whole firm


LIST = ListPage(
    "institutions", _l("Institutions"), "institutions.index", Permission.INSTITUTION_READ, columns, sound, _fetch, load,
    _ids, _seen,
)  # fmt: skip
