"""Tells the demo firm what fell due in the last two weeks, and puts this morning's digests into the outbox."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.core.dates import full_date, now, today_in
from crm.core.feature import registry
from crm.notices.actions import put_into, queue_mail, tell_all, wish_for_edit
from crm.notices.letters import digest_parts
from crm.notices.queries import unsent
from crm.notices.speaking import speaking_to

LOOK_BACK: Final = timedelta(days=14)


def add_notices(work: Session, users: Mapping[str, User]) -> None:
    """Tell what is due, then write the digests; flushes."""
    moment = now()
    for kind in registry().notices().values():
        if kind.due is not None:
            tell_all(work, kind, list(kind.due(moment - LOOK_BACK, moment)))
    for user in users.values():
        day = today_in(user.time_zone)
        wish = wish_for_edit(work, user.id)
        wish.digested_on, wish.send_empty = day, user.role == Role.ADMIN
        waiting = unsent(user.id, "digest")
        with speaking_to(user):
            subject = _("Your day: %(day)s", day=full_date(day, user.language))
            parts = digest_parts(user, day, waiting)
        if (parts or wish.send_empty) and (
            mail_id := queue_mail(work, user, "digest", subject, day=day, once=f"digest {user.id} {day}")
        ):
            put_into(work, waiting, mail_id)
    work.flush()
