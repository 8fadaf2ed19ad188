"""Speaks HTTP for a client's own indicators: what is shown and why, what is pinned, what is left out."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients.page import page_values
from crm.clients.queries import for_edit, get_full
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.core.forms import BaseForm
from crm.indicators import forms, marks, panels, pictures, pins, since, words
from crm.indicators.choice import MOST
from crm.indicators.queries import figures as asked
from crm.indicators.queries.profile import Chosen, place_names
from crm.indicators.queries.series import by_keys, get_series
from crm.indicators.tiles import tile_of
from crm.indicators.views.series import blueprint

__all__ = ["blueprint"]

#: Months that a client's charts show, and one more to compare.
MONTHS = 5 * 12 + 1


@blueprint.get("/clients/<int:client_id>/indicators")
@needs(Permission.INDICATOR_READ)
def of_client(client_id: int) -> str:
    """Show every series chosen for a client, each with its reason, what moved in it, and its chart."""
    client = get_full(current_user, client_id) or abort(404)
    profile, chosen = panels.chosen(client)
    return render_template(
        "indicators/of_client.html",
        cards=_cards(client, chosen),
        notice=words.notice(profile),
        muted=[(key, words.title(series)) for key, series in by_keys(profile.muted).items()],
        may_pin=current_user.may(Permission.CLIENT_WRITE),
        **page_values(current_user, client, "indicators.of_client"),
    )


def _cards(client: Any, chosen: tuple[Chosen, ...]) -> list[dict[str, Any]]:
    names, today = place_names(), today_in(current_user.time_zone)
    figures = asked.figures_for([item.series.id for item in chosen], last=MONTHS)
    shown = [(item, found) for item in chosen if (found := figures[item.series.id])]
    days = since.baselines(current_user, client) if shown else ()
    first = min((found[0].period for _item, found in shown), default=today)
    seen = marks.happened(current_user, client, first) if shown else []
    return [
        {
            "tile": tile_of(item.series, found, today),
            "reason": words.reason(item.choice, names),
            "pinned": item.choice.why == "pinned",
            "moved": [(day.label, moved) for day in days if (moved := since.since(item.series, found, day.day))],
            "quiet": days[-1].label if days else "",
            "chart": pictures.chart(item.series, found, seen),
        }
        for item, found in shown
    ]


@blueprint.post("/clients/<int:client_id>/indicators/<key>/<any(pinned,muted,chosen):stance>")
@needs(Permission.CLIENT_WRITE)
def set_stance(client_id: int, key: str, stance: str) -> Response:
    """Pin a series for a client, leave it out, or let the trade profile choose again."""
    series = get_series(key) or abort(404)
    BaseForm().validate_on_submit()
    _set(client_id, series.key, "" if stance == "chosen" else stance)
    return redirect(url_for("indicators.of_client", client_id=client_id), 303)


@blueprint.post("/indicators/<key>/pin")
@needs(Permission.CLIENT_WRITE)
def pin(key: str) -> Response:
    """Pin a series for the client that was picked on the series' own page."""
    series = get_series(key) or abort(404)
    form = forms.PinForm()
    if not form.validate_on_submit():
        flash(" ".join(str(error) for error in form.client.errors) or _("Choose one client."), "danger")
        return redirect(url_for("indicators.show", key=key), 303)
    client_id = form.client.data[0]
    _set(client_id, series.key, "pinned")
    return redirect(url_for("indicators.of_client", client_id=client_id), 303)


def _set(client_id: int, key: str, stance: str) -> None:
    try:
        with unit_of_work(current_user.id) as work:
            client = for_edit(current_user, client_id) or abort(404)
            pins.set_stance(work, client.id, key, stance)
    except pins.TooManyPinsError:
        flash(_("%(most)s series are the most that a client shows: let go of one that is pinned first.", most=MOST),
              "danger")  # fmt: skip
