"""What a user's wishes mean: which way a kind goes, when quiet hours end, whether the digest is due."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.dates import at_hour
from crm.core.offers import NoticeKind
from crm.notices.models import HOUR, WORKDAYS, NoticeWish

WAYS: Final = {
    "app": _l("in the app"),
    "digest": _l("in the app and the digest"),
    "now": _l("in the app and by e-mail at once"),
    "off": _l("not at all"),
}


def default_wish(user_id: int) -> NoticeWish:
    """Return the wishes of a user who has none."""
    return NoticeWish(user_id=user_id, ways={}, digest_hour=HOUR, weekdays=WORKDAYS, send_empty=False)


def way_of(wish: NoticeWish, kind: NoticeKind) -> str:
    """Return the way of a kind: app, digest, now or off."""
    return str(wish.ways.get(kind.name, kind.way))


def quiet_end(wish: NoticeWish, user: User, moment: datetime) -> datetime:
    """Return when mail may go out: the moment itself, or the end of the quiet hours that it falls in."""
    begins, ends = wish.quiet_from, wish.quiet_until
    if begins is None or ends is None or begins == ends:
        return moment
    local = moment.astimezone(ZoneInfo(user.time_zone))
    over_midnight = begins > ends
    quiet = (local.hour >= begins or local.hour < ends) if over_midnight else begins <= local.hour < ends
    if not quiet:
        return moment
    day = local.date() + timedelta(days=1) if over_midnight and local.hour >= begins else local.date()
    return max(moment, at_hour(day, ends, user.time_zone))


def digest_day(wish: NoticeWish, user: User, moment: datetime) -> date | None:
    """Return the user's day whose digest is due and was not looked at, None where there is none."""
    local = moment.astimezone(ZoneInfo(user.time_zone))
    due = local.hour >= wish.digest_hour and str(local.isoweekday()) in wish.weekdays
    return local.date() if due and wish.digested_on != local.date() else None
