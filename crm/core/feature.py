"""What a feature offers to the pages below it; `crm/app.py` lists the features in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import click
from flask import Blueprint, current_app
from sqlalchemy import ColumnElement, Select

from crm.core.offers import DigestPart, FileOwner, KeyDates, Lazy, NoticeKind, PersonTie, SearchKind

#: Said with a record's page and the ids of records that set-based SQL has written, past every flush.
WRITTEN = "records.written"


@dataclass(frozen=True)
class NavItem:
    """A line of the side navigation. `counter` returns how many need the reader (0 hides it)."""

    label: Lazy
    endpoint: str
    icon: str
    order: int
    permission: StrEnum
    section: str = ""
    counter: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class QuickAction:
    """A button at the top of every page, with the key that presses it."""

    label: Lazy
    endpoint: str
    icon: str
    permission: StrEnum
    key: str


@dataclass(frozen=True)
class Panel:
    """A card on another feature's page. `build(user, record)` returns the template's values or None.

    Pages: "client", "client_profile", "institution", "person", "engagement", and "home" (My day, whose record is
    None).

    `side` puts it in the narrow column; `fact` makes it one cell of the strip under the heading
    (its template draws the inside of a `<div>`: a dim label, a bold line, a small line).
    """

    page: str
    template: str
    build: Callable[[Any, Any], Mapping[str, Any] | None]
    order: int
    side: bool = False
    #: A cell of the strip under the heading instead of a card.
    fact: bool = False


@dataclass(frozen=True)
class Tab:
    """A tab of a record's page; `count(user, record)` is shown beside the label.

    The endpoint takes the record's id by its page's name: `client_id` for the page "client".
    """

    page: str
    label: Lazy
    endpoint: str
    order: int
    permission: StrEnum | None = None
    count: Callable[[Any, Any], int] | None = None


@dataclass(frozen=True)
class PageLink:
    """A button on a record's page (`menu`: in its "…"); the endpoint gets the record's id under the page's name."""

    page: str
    label: Lazy
    endpoint: str
    icon: str
    permission: StrEnum
    order: int
    menu: bool = False


@dataclass(frozen=True)
class TimelineKind:
    """One kind of event on a record's timeline.

    `select(user, record_id)` returns rows (kind, at, id) of visible events; `load(user, ids)` the
    records by id; `template` draws one as `item`.
    """

    page: str
    kind: str
    select: Callable[[Any, Any], Select[str, datetime, int]]
    load: Callable[[Any, Sequence[int]], Mapping[int, Any]]
    template: str


@dataclass(frozen=True)
class ListColumn:
    """A column that a higher feature adds to a list: `load(user, ids)` returns its values by id."""

    page: str
    key: str
    label: Lazy
    load: Callable[[Any, Sequence[int]], Mapping[int, Any]]
    filter_name: str = ""


@dataclass(frozen=True)
class ListLink:
    """A button on lists of records: on those whose page `shown` admits; the endpoint takes the page as `kind`."""

    label: Lazy
    endpoint: str
    icon: str
    shown: Callable[[Any, str], bool]


@dataclass(frozen=True)
class Feature:
    """The declaration of one feature."""

    name: str
    blueprint: Blueprint | None = None
    nav: Sequence[NavItem] = ()
    quick: Sequence[QuickAction] = ()
    panels: Sequence[Panel] = ()
    tabs: Sequence[Tab] = ()
    links: Sequence[PageLink] = ()
    timeline: Sequence[TimelineKind] = ()
    search: Sequence[SearchKind] = ()
    columns: Sequence[ListColumn] = ()
    person_ties: Sequence[PersonTie] = ()
    #: Further WHEREs on Person that a reader must meet, whatever places they see.
    person_limits: Sequence[Callable[[Any], "ColumnElement[bool]"]] = ()
    #: Records that were taken into another one: by the name of their argument (`client_id`) ids with the id kept.
    merged: Callable[[str], Mapping[int, int]] | None = None
    file_owners: Sequence[FileOwner] = ()
    key_dates: Sequence[KeyDates] = ()
    notices: Sequence[NoticeKind] = ()
    digest: Sequence[DigestPart] = ()
    #: Lists that people make their own (`crm.lists.declared.ListPage`).
    lists: Sequence[Any] = ()
    list_links: Sequence[ListLink] = ()
    #: Records that can be imported (`crm.core.importing.ImportKind`).
    imports: Sequence[Any] = ()
    #: Kinds of background work (`crm.jobs.declared.JobKind`).
    jobs: Sequence[Any] = ()
    #: What a feature does when a lower one says that something happened: `{"post.new_holder": function}`.
    hears: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    #: What a feature answers when a lower one asks: `{"record.like": function}`.
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    commands: Sequence[click.Command] = ()
    #: Fills what the product ships with (reference lists, baseline figures); safe to call again.
    seed: Callable[[], str] | None = None
    init_app: Callable[[Any], None] | None = None


@dataclass(frozen=True)
class Registry:
    """All declared features, asked by the pages."""

    features: tuple[Feature, ...] = field(default=())

    def nav(self) -> list[NavItem]:
        return sorted((item for f in self.features for item in f.nav), key=lambda item: item.order)

    def quick(self) -> list[QuickAction]:
        return [action for f in self.features for action in f.quick]

    def panels(self, page: str) -> list[Panel]:
        return sorted((p for f in self.features for p in f.panels if p.page == page), key=lambda p: p.order)

    def tabs(self, page: str) -> list[Tab]:
        return sorted((t for f in self.features for t in f.tabs if t.page == page), key=lambda t: t.order)

    def links(self, page: str | None = None) -> list[PageLink]:
        return sorted((p for f in self.features for p in f.links if page in {None, p.page}), key=lambda p: p.order)

    def timeline(self, page: str) -> list[TimelineKind]:
        return [kind for f in self.features for kind in f.timeline if kind.page == page]

    def search(self) -> list[SearchKind]:
        return sorted((kind for f in self.features for kind in f.search), key=lambda kind: kind.order)

    def columns(self, page: str) -> list[ListColumn]:
        return [column for f in self.features for column in f.columns if column.page == page]

    def person_ties(self) -> list[PersonTie]:
        return [tie for f in self.features for tie in f.person_ties]

    def person_limits(self) -> list[Callable[[Any], "ColumnElement[bool]"]]:
        return [limit for f in self.features for limit in f.person_limits]

    def merged(self, argument: str) -> Mapping[int, int]:
        """Return the ids of records that were taken into another one, each with the id of the one that was kept."""
        return next((f.merged(argument) for f in self.features if f.merged is not None), {})

    def file_owners(self) -> dict[str, FileOwner]:
        return {owner.page: owner for f in self.features for owner in f.file_owners}

    def key_dates(self) -> list[KeyDates]:
        return [offer for f in self.features for offer in f.key_dates]

    def notices(self) -> dict[str, NoticeKind]:
        kinds = sorted((kind for f in self.features for kind in f.notices), key=lambda kind: kind.order)
        return {kind.name: kind for kind in kinds}

    def digest(self) -> list[DigestPart]:
        return sorted((part for f in self.features for part in f.digest), key=lambda part: part.order)

    def tell(self, event: str, *said: Any) -> None:
        """Tell the features above that something happened, inside the open unit of work."""
        for f in self.features:
            if event in f.hears:
                f.hears[event](*said)

    def ask(self, question: str, *said: Any) -> Any:
        """Return the answer of the feature that has one to this question, None where nobody has."""
        return next((f.answers[question](*said) for f in self.features if question in f.answers), None)


def registry() -> Registry:
    """Return the features of the running app."""
    return cast("Registry", current_app.extensions["crm_features"])


def build_panels(page: str, user: Any, record: Any) -> list[tuple[Panel, Mapping[str, Any]]]:
    """Ask every declared panel of a page for its values; those that return None are left out."""
    built = ((panel, panel.build(user, record)) for panel in registry().panels(page))
    return [(panel, values) for panel, values in built if values is not None]
