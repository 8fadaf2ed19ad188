"""Every two minutes: tells what became due since the last look, and puts mail and digests into the outbox."""

import logging
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from crm.accounts.models import OneTimeLink, User, UserSession
from crm.accounts.queries import people_by_id
from crm.core.dates import full_date, now
from crm.core.feature import registry
from crm.jobs.declared import Running
from crm.jobs.models import Job
from crm.notices import actions, queries
from crm.notices.letters import digest_parts
from crm.notices.models import Notice, NoticeWish
from crm.notices.sending import ask_to_send
from crm.notices.speaking import speaking_to
from crm.notices.wishes import digest_day

NAME: Final = "notices.look"
EVERY: Final = 2
#: Looked at again each time: what was committed late, by a clock a little behind, is found by the next look.
AGAIN: Final = timedelta(minutes=10)
#: Clocks of servers differ by less. One that went back by more would let sign-ins and links live longer.
WENT_BACK: Final = timedelta(minutes=5)
_log = logging.getLogger(__name__)


def look(running: Running) -> None:
    """Tell what is due; write mail at once, then the digests, a user at a time."""
    moment = now()
    with running.part() as work:
        before = actions.hold_watch(work, moment)
        _forget_looks(work, running.job_id)
        if before - moment > WENT_BACK:
            _end_sign_ins(work, before - moment)
        start = min(before, moment) - AGAIN
        told = sum(
            actions.tell_all(work, kind, list(kind.due(start, moment)))
            for kind in registry().notices().values()
            if kind.due is not None
        )
    with running.part() as work:
        mails = _mail_now(work, moment)
    for user in _digests_due(moment):
        with running.part() as work:
            mails += _digest(work, user, moment)
    with running.part() as work:
        ask_to_send(work)
        actions.forget_old(work)
    running.returns(told=told, mails=mails)


def _forget_looks(work: Session, job_id: int) -> None:
    """Remove earlier looks: there are many, and one of a clock that went wrong would keep the next from being asked."""
    work.execute(sa.delete(Job).where(Job.kind == NAME, Job.state == "done", Job.id != job_id))


def _end_sign_ins(work: Session, by: timedelta) -> None:
    _log.warning("the clock went back by %s: all sign-ins and one-time links end", by)
    work.execute(sa.delete(UserSession))
    work.execute(sa.delete(OneTimeLink).where(OneTimeLink.used_at.is_(None)))


def _mail_now(work: Session, moment: datetime) -> int:
    """Put what is to be mailed at once into one mail for each user."""
    due = sa.select(Notice.user_id).where(Notice.way == "now", Notice.mail_id.is_(None), Notice.mail_at <= moment)
    people, count = people_by_id(), 0
    for user_id in sorted(work.execute(due.distinct()).scalars()):
        user = people[user_id]
        waiting = [each for each in queries.unsent(user_id, "now") if each.mail_at and each.mail_at <= moment]
        with speaking_to(user):
            seen = sum(each.text is not None for each in queries.told(user, waiting))
            subject = ngettext("%(num)s notice", "%(num)s notices", max(seen, 1))
        mail_id = actions.queue_mail(work, user, "notices", subject) if user.active and seen else None
        if mail_id is not None:
            actions.put_into(work, waiting, mail_id)
            count += 1
        else:
            # There is nothing that they may see: it is not looked at each time again.
            work.execute(sa.update(Notice).where(Notice.id.in_([each.id for each in waiting])).values(way="app"))
    return count


def _digests_due(moment: datetime) -> list[User]:
    people = [user for user in people_by_id().values() if user.active]
    wishes = queries.wishes_of([user.id for user in people])
    return [user for user in people if digest_day(wishes[user.id], user, moment) is not None]


def _digest(work: Session, user: User, moment: datetime) -> int:
    """Look at a user's digest of today, once; returns whether a mail came of it."""
    wish: NoticeWish = actions.wish_for_edit(work, user.id)
    day = digest_day(wish, user, moment)
    if day is None:
        return 0
    wish.digested_on = day
    waiting = [each for each in queries.unsent(user.id, "digest") if each.seen_at is None]
    with speaking_to(user):
        parts = digest_parts(user, day, waiting)
        subject = _("Your day: %(day)s", day=full_date(day, user.language))
    if not parts and not wish.send_empty:
        return 0
    mail_id = actions.queue_mail(work, user, "digest", subject, day=day, once=_once(user, day))
    if mail_id is not None:
        actions.put_into(work, waiting, mail_id)
    return int(mail_id is not None)


def _once(user: User, day: date) -> str:
    return f"digest {user.id} {day.isoformat()}"
