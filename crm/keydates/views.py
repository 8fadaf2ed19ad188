"""Speaks HTTP for key dates: the page, its file, one date, follow-ups opened from it."""

from collections.abc import Collection

from flask import Blueprint, Response, abort, flash, render_template, request
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.csvout import write_csv
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.core.offers import KeyDate
from crm.core.once import sent_on
from crm.keydates import actions, page, queries
from crm.keydates.forms import FollowUpsForm, form_data
from crm.keydates.gather import SPAN, SPANS, Wanted, cut_short, find, gather, kinds
from crm.tasks.queries import hidden_clients

blueprint = Blueprint("keydates", __name__)
#: Whose clients: the reader's own, or all that the reader may see.
SCOPES = ("mine", "all")


@blueprint.get("/key-dates")
@needs(Permission.CLIENT_READ)
def index() -> str:
    """List what falls in the coming days, by week."""
    wanted, client = _wanted()
    entries = gather(current_user, wanted)
    found = page.lines(current_user, entries)
    return render_template(
        "keydates/index.html", groups=page.groups(found, wanted.start, wanted.days), scope=_scope(),
        cut=cut_short(entries), may_export=current_user.may(Permission.RECORD_EXPORT),
        may_open=current_user.may(Permission.TASK_WRITE),
        **page.filter_values(current_user, wanted, client),
    )  # fmt: skip


@blueprint.get("/key-dates.csv")
@needs(Permission.RECORD_EXPORT)
def download() -> Response:
    """Send what the page shows as CSV, each date with all clients it touches."""
    wanted, _client = _wanted()
    answer = Response(write_csv(page.HEADING, page.table(current_user, wanted)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"key-dates-{wanted.start.isoformat()}.csv")
    return answer


@blueprint.get("/key-dates/<entry>")
@needs(Permission.CLIENT_READ)
def show(entry: str) -> str:
    """Show one key date, the clients it touches and the follow-ups opened from it."""
    found = find(current_user, entry, _asked()) or abort(404)
    ids = [client for client, _name in page.touched(current_user, found)]
    done = {each.client_id for each in queries.opened(current_user, entry)}
    data = form_data(found, [each for each in ids if each not in done], today_in(current_user.time_zone))
    return _page(found, FollowUpsForm(data=data, formdata=None))


@blueprint.post("/key-dates/<entry>")
@needs(Permission.TASK_WRITE)
def follow_up(entry: str) -> AnyResponse | tuple[str, int]:
    """Open a follow-up for each chosen client that has none from this date yet."""
    found = find(current_user, entry, _asked()) or abort(404)
    form = FollowUpsForm()
    if not form.validate():
        return _page(found, form), 422
    chosen = form.clients.data
    with unit_of_work(current_user.id) as work:
        if hidden_clients(current_user, chosen):
            abort(404)
        new = actions.open_follow_ups(work, current_user, found, chosen, form.values())
        answer = sent_on(work, "keydates.show", entry=entry, **_asked_parts())
    if new:
        flash(ngettext("%(num)s follow-up added.", "%(num)s follow-ups added.", len(new)))
    if there := len(chosen) - len(new):
        flash(ngettext("%(num)s client had its follow-up already.", "%(num)s clients had theirs already.", there))
    return answer


def _page(found: KeyDate, form: FollowUpsForm) -> str:
    names = page.touched(current_user, found)
    opened = queries.opened(current_user, found.entry)
    (line,) = page.lines(current_user, [found], opened=False)
    return render_template(
        "keydates/show.html", entry=found, line=line, names=names, form=form, here=_asked_parts(),
        opened={each.client_id: each for each in opened}, countries=page.COUNTRIES,
        elsewhere=[each for each in opened if each.client_id not in dict(names)],
        may_open=current_user.may(Permission.TASK_WRITE),
    )  # fmt: skip


def _scope() -> str:
    """Return whose clients are asked for; a client that was named says so itself."""
    scope = request.args.get("who", "")
    return scope if scope in SCOPES else "mine"


def _asked() -> Collection[int] | None:
    """Return the clients that the address names: one, the reader's own, or all that the reader may see."""
    client = request.args.get("client", type=int)
    if client:
        return [client]
    return page.own_ids(current_user) if request.args.get("who") == "mine" else None


def _asked_parts() -> dict[str, str]:
    return {name: request.args[name] for name in ("client", "who") if name in request.args}


def _wanted() -> tuple[Wanted, dict[int, str]]:
    """Return what the reader narrows the page to, and the chosen client with its name; 404 for a stranger's."""
    client = request.args.get("client", type=int)
    chosen = queries.names_of(current_user, [client]) or abort(404) if client else {}
    ids: Collection[int] | None = list(chosen) if client else None
    if not client and _scope() == "mine":
        ids = page.own_ids(current_user)
    kind, country, days = (request.args.get(name, "") for name in ("kind", "country", "days"))
    return Wanted(
        start=today_in(current_user.time_zone),
        days=int(days) if days in map(str, SPANS) else SPAN,
        kind=kind if kind in kinds() else "",
        country=country if country in page.COUNTRIES else "",
        client_ids=ids,
    ), chosen
