"""The old addresses of a merged record lead to the one that was kept; nothing is written to it any more."""

from typing import Any

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.merges import queries
from crm.merges.kinds import BY_PAGE, Kind


def install_forward(app: Flask) -> None:
    """Look at the records that each address names, after the gate; one that names none costs nothing."""

    @app.before_request
    def forward() -> Response | None:
        for kind in BY_PAGE.values():
            name, old = _named(kind)
            if not old or not request.endpoint or not current_user.is_authenticated:
                continue
            kept = queries.merged_into(kind.argument).get(old)
            if kept is not None and queries.one(current_user, kind, kept) is not None:
                return _lead(name, kept)
            if kept is not None and request.method not in {"GET", "HEAD"} and queries.one(current_user, kind, old):
                # Who sees the archived record only may still not bring it back or write to it.
                abort(409)
        return None


def _named(kind: Kind) -> tuple[str, int]:
    """Return the argument, or part of the query (`client=7`), that names a record of a kind, and its id or 0."""
    given = request.view_args or {}
    if kind.argument in given:
        return kind.argument, given[kind.argument]
    if given.get("page") == kind.page and "record_id" in given:
        return "record_id", given["record_id"]
    return kind.page, request.args.get(kind.page, 0, type=int)


def _lead(name: str, kept_id: int) -> Response:
    """Lead a reader on; a form is answered like a save that came too late: the page says what to do."""
    if request.method not in {"GET", "HEAD"}:
        abort(409)
    query: dict[str, Any] = request.args.to_dict(flat=False)
    return redirect(url_for(str(request.endpoint), **{**query, **(request.view_args or {}), name: kept_id}), 302)
