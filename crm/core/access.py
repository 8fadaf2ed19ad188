"""The gate: every endpoint is marked with who may use it; an unmarked one is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])
Built = TypeVar("Built")


@dataclass(frozen=True)
class Mark:
    """Who may use an endpoint: everybody, or those with one permission."""

    permission: StrEnum | None


PUBLIC: Final = Mark(None)

#: Library endpoints, which cannot carry a mark themselves. Closed unless listed here.
LIBRARY_ENDPOINTS: Final[dict[str, Mark]] = {
    "static": PUBLIC,
    "bootstrap.static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
}

#: Library endpoints that nothing of ours uses: known, and closed to everybody.
CLOSED_ENDPOINTS: Final = frozenset({"security.static", "security.verify"})


def own_path(target: str, otherwise: str = "/") -> str:
    """Return where to send a browser back to: `target` where it is surely a path of our own, else `otherwise`.

    Browsers read a backslash as a slash and drop tabs and line ends: '/<tab>/host' is another host.
    """
    plain = target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else otherwise


@dataclass(frozen=True, slots=True)
class Reader:
    """All of a user that decides what is visible."""

    id: int
    role: str


def per_reader(build: Callable[..., Built]) -> Callable[..., Built]:
    """Keep the WHERE or the statement that a function builds for a reader: building takes longer than running.

    The function gets a `Reader`, so that nothing but id and role can enter what is kept, and further hashable
    arguments; what differs from one call to the next comes as bound parameters when the statement is run.
    """
    kept = lru_cache(maxsize=4096)(build)

    @wraps(build)
    def ask(user: Any, *more: Any) -> Built:
        return kept(Reader(user.id, user.role), *more)

    return ask


def needs(permission: StrEnum) -> Callable[[View], View]:
    """Mark a view as open to those whose role has the permission."""

    def mark(view: View) -> View:
        view.access_mark = Mark(permission)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to everybody, signed in or not."""
    view.access_mark = PUBLIC  # type: ignore[attr-defined]
    return view


def mark_of(app: Flask, endpoint: str) -> Mark | None:
    """Return the mark of an endpoint, or None where it is unmarked and so closed."""
    listed = LIBRARY_ENDPOINTS.get(endpoint)
    mark: Mark | None = listed or getattr(app.view_functions.get(endpoint), "access_mark", None)
    return mark


def install_gate(app: Flask) -> None:
    """Check the mark of the endpoint before every request."""

    @app.before_request
    def gate() -> Response | None:
        if request.endpoint is None:
            return None  # no such address: 404 follows
        mark = mark_of(current_app, request.endpoint)
        if mark is None:
            abort(403)
        if mark.permission is None:
            return None
        if not current_user.is_authenticated:
            if request.method in {"GET", "HEAD"}:
                # Only a path of our own is carried; the sign-in checks it again.
                return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
            abort(401)
        if not current_user.may(mark.permission):
            abort(403)
        return None
