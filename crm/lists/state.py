"""One reading of a list by one person: its filter, its columns, the view it came from, the way back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, session, url_for
from flask_login import current_user

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.feature import ListLink, registry
from crm.lists.declared import Column, ListPage, as_query, chosen_columns
from crm.lists.models import SavedView
from crm.lists.queries import choice_of, views_of

#: The cookie holds three lists' addresses besides the sign-in; a longer one is not remembered.
LONGEST_WAY_BACK = 700
#: Parts of an address that every list has.
COLUMNS, VIEW, AFTER = "columns", "view", "after"


@dataclass(frozen=True, slots=True)
class ListState:
    """What a list's page needs besides its rows."""

    declared: ListPage
    #: Filter and order, in a fixed order of parts.
    parts: dict[str, str]
    offered: Sequence[Column]
    columns: Sequence[Column]
    views: Sequence[SavedView]
    #: The view that the address names.
    view: SavedView | None
    #: The view that opens the list, of those the reader may use.
    default_id: int | None
    may_share: bool
    may_export: bool
    #: Whether the address names its columns.
    own_columns: bool

    @property
    def here(self) -> str:
        """Return what is shown as a query: filter, order, view, and the columns where the address names them."""
        return as_query(self.parts | self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """Return the parts that stay whatever is asked: the view (0 for none, where one would open by itself)."""
        mark = str(self.view.id) if self.view else "0" if self.default_id is not None else ""
        return {COLUMNS: self.column_keys if self.own_columns else "", VIEW: mark}

    @property
    def everything_url(self) -> str:
        """Return the address of the whole list, whatever view opens it."""
        return url_for(self.declared.endpoint) + (f"?{VIEW}=0" if self.default_id is not None else "")

    def without(self, parts: Sequence[str]) -> str:
        """Return the address of the list without something asked."""
        left = {name: value for name, value in self.parts.items() if name not in parts} | self.kept
        query = as_query(left)
        return url_for(self.declared.endpoint) + (f"?{query}" if query else "")

    @property
    def view_query(self) -> str:
        """Return what a view keeps: filter, order and columns."""
        return as_query(self.parts | {COLUMNS: self.column_keys})

    @property
    def column_keys(self) -> str:
        """Return the keys of the shown columns."""
        return " ".join(column.key for column in self.columns if not column.fixed)

    @property
    def changed(self) -> bool:
        """Tell whether the screen shows something else than the view it came from."""
        return self.view is not None and self.view.query != self.view_query

    @property
    def mine(self) -> bool:
        """Tell whether the view is the reader's own."""
        return self.view is not None and self.view.owner_id == current_user.id


def list_links(page: str) -> list[ListLink]:
    """Return the buttons that higher features put on a list, for the reader."""
    return [link for feature in registry().features for link in feature.list_links if link.shown(current_user, page)]


def open_list(user: User, declared: ListPage, args: Mapping[str, str]) -> ListState:
    """Read an address: two statements, whatever it asks."""
    choice, views = choice_of(user, declared.page), views_of(user, declared.page)
    by_id = {str(view.id): view for view in views}
    named = args.get(COLUMNS, "").split()
    offered = declared.columns()
    chosen = named or (choice.columns.split() if choice else [])
    return ListState(
        declared=declared,
        parts=declared.sound(args),
        offered=offered,
        columns=chosen_columns(offered, chosen),
        views=views,
        view=by_id.get(args.get(VIEW, "")),
        default_id=choice.view_id if choice and str(choice.view_id) in by_id else None,
        may_share=user.may(Permission.VIEW_SHARE),
        may_export=user.may(Permission.RECORD_EXPORT),
        own_columns=bool(named),
    )


def view_url(declared: ListPage, view: SavedView) -> str:
    """Return the address of a view."""
    return f"{url_for(declared.endpoint)}?{view.query}&{VIEW}={view.id}".replace("?&", "?")


def opening(state: ListState) -> str | None:
    """Return where a list opened without any query leads: the reader's own default view, if there is one."""
    if request.args or state.default_id is None:
        return None
    return view_url(state.declared, next(view for view in state.views if view.id == state.default_id))


def remember(page: str) -> None:
    """Keep the address of the list that is shown now: records lead back to it."""
    query = request.query_string.decode("ascii", "ignore")
    key = f"list-{page}"
    if query and len(query) <= LONGEST_WAY_BACK:
        if session.get(key) != query:
            session[key] = query
    elif key in session:
        del session[key]


def way_back(endpoint: str) -> str:
    """Return the address of a list as its reader left it."""
    query = session.get(f"list-{endpoint.split('.', 1)[0]}", "")
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)
