"""What other pages show of commitments: client, institution, person, engagement and My day."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.commitments import queries
from crm.commitments.forms.quick import QuickForm
from crm.commitments.models import Commitment
from crm.core.dates import today_in

#: A panel holds this many; the list has them all.
PANEL: Final = 10
#: My day shows our own promises this far ahead.
OUR_DAYS: Final = 14
MY_DAY: Final = 8


def of_record(place: str, user: User, record: Any) -> Mapping[str, Any] | None:
    """Return a record's open commitments both ways by who made them, late ones first; of a body also its kept rate."""
    if not user.may(Permission.COMMITMENT_READ):
        return None
    found = queries.open_of(user, place, record.id, PANEL + 1)
    if place == "person" and not found:
        return None
    rate = queries.kept_rates(user, [record.id]).get(record.id) if place == "institution" else None
    may_edit = user.may(Permission.COMMITMENT_WRITE)
    return {
        "place": place,
        "groups": grouped(found[:PANEL]),
        "more": len(found) > PANEL,
        "rate": rate,
        "may_edit": may_edit,
        "add_url": url_for("commitments.new", **{place: record.id}) if may_edit else "",
        "all_url": url_for("commitments.index", state="all", **{place: record.id}) if place != "person" else "",
    }


def grouped(items: Sequence[Commitment]) -> list[tuple[str, list[Commitment]]]:
    """Return commitments by who owes them; the counterpart's first, a group without any is left out."""
    titles = (("institution", _("They owe")), ("us", _("We owe")), ("client", _("The client owes")))
    groups = [(title, [item for item in items if item.maker_kind == kind]) for kind, title in titles]
    return [(title, rows) for title, rows in groups if rows]


def of_engagement(user: User, item: Any) -> Mapping[str, Any] | None:
    """Return what was promised in an engagement, with a form for more."""
    if not user.may(Permission.COMMITMENT_READ):
        return None
    may_edit = user.may(Permission.COMMITMENT_WRITE) and not item.archived_at
    return {
        "item": item,
        "rows": queries.of_engagement(user, item.id),
        "may_edit": may_edit,
        "form": QuickForm(item, formdata=None) if may_edit else None,
    }


def my_day(user: User, _record: Any) -> Mapping[str, Any] | None:
    """Return what the reader waits for, and what we ourselves promised and is due; None where there is neither."""
    if not user.may(Permission.COMMITMENT_READ):
        return None
    until = today_in(user.time_zone) + timedelta(days=OUR_DAYS)
    waiting = queries.own_open(user, MY_DAY, ours=False)
    ours = queries.own_open(user, MY_DAY, until, ours=True)
    may_edit = user.may(Permission.COMMITMENT_WRITE)
    return {"waiting": waiting, "ours": ours, "may_edit": may_edit} if waiting or ours else None
