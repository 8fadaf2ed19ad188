"""The dates of issues, as key dates: a measure takes effect, comments close."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import MOST_KEY_DATES, MOST_TOUCHED, KeyDate, KeyDates, entry_name
from crm.issues import dates
from crm.issues.models import Issue, IssueClient
from crm.issues.visibility import touched

NAME: Final = "issue"
KINDS: Final = {"effective": _l("A measure takes effect"), "comment_deadline": _l("Comments close")}


def between(user: User, start: date, end: date, client_ids: Collection[int] | None) -> Sequence[KeyDate]:
    """Return the dates of open issues; of those that touch clients the reader sees, only where one is asked for.

    An issue of which the reader sees no client counts as touching nobody in particular: whether it touches a hidden
    one can't be told from here. Two statements.
    """
    found = dates.between(user, start, end)[:MOST_KEY_DATES]
    clients = _touched(user, {issue.id for _day, _kind, issue in found})
    wanted = None if client_ids is None else set(client_ids)
    return [
        _key_date(day, kind, issue, clients[issue.id])
        for day, kind, issue in found
        if wanted is None or not clients[issue.id] or wanted & set(clients[issue.id])
    ]


def _touched(user: User, ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for issue_id, client_id in db.session.execute(_links(user), {"ids": list(ids)}) if ids else ():
        found[issue_id].append(client_id)
    return found


@per_reader
def _links(user: Reader) -> sa.Select[int, int]:
    wanted = IssueClient.issue_id.in_(sa.bindparam("ids", expanding=True))
    query = sa.select(IssueClient.issue_id, IssueClient.client_id).where(wanted, touched(user))
    return query.order_by(IssueClient.client_id)


def _key_date(day: date, kind: str, issue: Issue, clients: Sequence[int]) -> KeyDate:
    return KeyDate(
        entry=entry_name(NAME, f"{issue.id}-{kind.replace('_', '-')}", day), day=day,
        label=_("%(issue)s: %(what)s", issue=issue.title(language()), what=str(KINDS[kind]).lower()), kind=kind,
        source=_("Issue %(number)s of the firm", number=issue.number), url=url_for("issues.show", issue_id=issue.id),
        client_ids=tuple(clients[:MOST_TOUCHED]), more=len(clients) > MOST_TOUCHED,
    )  # fmt: skip


OFFER: Final = KeyDates(NAME, between, KINDS)
