"""The words of the coded values of an engagement's record, and how its days are told."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from crm.core import dates
from crm.core.dates import long_date
from crm.core.i18n import language
from crm.core.templating import reader_zone, wall
from crm.engagements.models import Engagement
from crm.institutions.labels import CLASSES
from crm.reference.queries import chapters_by_code, sectors_by_id

#: Of a letter, seen from our desk.
DIRECTIONS: Final = {"in": _l("Received"), "out": _l("Sent")}
LANGUAGES: Final = {
    "en": _l("English"), "es": _l("Spanish"), "both": _l("English and Spanish"),
    "other": lazy_pgettext("language", "Another"),
}  # fmt: skip
ASKED_BY: Final = {"us": _l("Us"), "client": _l("The client"), "counterpart": _l("The counterpart")}
OUR_ROLES: Final = {
    "for_client": _l("For the client, who was not present"), "with_client": _l("With the client present"),
    "own": _l("For ourselves"),
}  # fmt: skip
ROLES: Final = {
    "lead": _l("Led it"), "attending": _l("Took part"), "interpreter": _l("Interpreter"),
    "note_taker": _l("Took the note"),
}  # fmt: skip
MARKS: Final = {"receipt": _l("Stamped receipt (acuse)"), "minutes": _l("Minutes (minuta)")}
NAMED: Final = {"yes": _l("Yes, with the post held then"), "no": _l("No: the institution alone")}
#: How the list is narrowed to letters that wait for a reply.
REPLIES: Final = {"awaited": _l("Reply awaited"), "overdue": _l("Reply overdue")}
#: A reply within these days is due soon.
SOON: Final = 7


def init_app(app: Flask) -> None:
    """Let every template tell them: {{ item|when }}, {{ item|reply }}, {{ item|sector_titles }}."""
    app.jinja_env.filters.update(
        when=when, waiting=waiting, reply=reply, sector_titles=sector_titles, chapter_titles=chapter_titles,
        direction=lambda code: str(DIRECTIONS[code]), spoken=lambda code: str(LANGUAGES[code]),
        asked_by=lambda code: str(ASKED_BY[code]), our_role=lambda code: str(OUR_ROLES[code]),
        part=lambda code: str(ROLES[code]), official_class=lambda code: str(CLASSES[code]),
    )  # fmt: skip


def today() -> date:
    """Return the reader's day."""
    return dates.today_in(reader_zone())


def when(item: Engagement) -> str:
    """Return when an engagement is or was; of a requested one, since when it waits."""
    if item.state != "requested" or item.requested_on is None:
        return wall(item.starts_wall, item.zone)
    return str(_("Asked for on %(day)s", day=long_date(item.requested_on, language())))


def waiting(item: Engagement) -> str:
    """Return for how long a requested engagement waits: '12 days waiting'."""
    days = max((today() - (item.requested_on or today())).days, 0)
    return str(_("%(days)s waiting", days=dates.ago(days, language())))


def reply(item: Engagement) -> tuple[str, str]:
    """Return how the reply to a letter stands in words, and the kind of their chip; empty where none is due."""
    if item.reply_due_on is None:
        return "", ""
    if item.replied_on is not None:
        return str(_("Answered on %(day)s", day=long_date(item.replied_on, language()))), "ok"
    left, day = (item.reply_due_on - today()).days, long_date(item.reply_due_on, language())
    if left < 0:
        return str(_("Reply overdue: %(day)s", day=day)), "bad"
    return str(_("Reply due: %(day)s", day=day)), "warn" if left <= SOON else ""


def sector_titles(item: Engagement) -> list[str]:
    """Return the titles of the sectors that were spoken of."""
    known = sectors_by_id()
    return sorted(known[link.sector_id].title(language()) for link in item.sectors)


def chapter_titles(item: Engagement) -> list[str]:
    """Return number and short title of the HS chapters that were spoken of."""
    return hs_titles(link.hs_code for link in item.chapters)


def hs_titles(codes: Iterable[str]) -> list[str]:
    """Return '07 · Vegetables' for each HS chapter."""
    known = chapters_by_code()
    return [f"{code} · {known[code].short(language())}" for code in sorted(codes)]
