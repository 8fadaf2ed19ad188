"""Banco de México, SIE: the FIX. The token goes in a header; a wrong one and too many requests are both a 400."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _

from crm.indicators.parsers.banxico import FIX, PUBLISHER, read_banxico
from crm.sources.answers import json_object, key_told, status_told
from crm.sources.http import Answer, Ask, FetchError, Wanted, seconds_of

ADDRESS: Final = "https://www.banxico.org.mx/SieAPIRest/service/v1/series"
#: The FIX begins in November 1991.
FIRST: Final = date(1991, 11, 12)
#: Days before the newest, so that its month and the one before are averaged whole.
AGAIN: Final = 62
#: Seconds that a limit lasts where the answer does not say so.
HOUR: Final = 3600.0
_BAD: Final = 400


def fix(token: str, today: date, newest: Mapping[str, date]) -> list[Wanted]:
    """Return the request for the days since two months before the newest."""
    last = newest.get("banxico")
    since = (last - timedelta(days=AGAIN)).replace(day=1) if last else FIRST
    ask = Ask(f"{ADDRESS}/{FIX}/datos/{since:%Y-%m-%d}/{today:%Y-%m-%d}", secret_headers={"Bmx-Token": token})
    return [Wanted(ask, f"Banxico {FIX} since {since:%Y-%m-%d}", judge, read_banxico)]


def judge(answer: Answer) -> str | None:
    """Return what is wrong with an answer. Raises FetchError with the wait where the limit is reached."""
    if answer.status != _BAD:
        return status_told(answer, PUBLISHER)
    found = json_object(answer.body).get("error")
    error = found if isinstance(found, dict) else {}
    said = str(error.get("mensaje", ""))
    if "secondsToReset" in error or "mite" in said:
        seconds = seconds_of(str(error.get("secondsToReset") or answer.headers.get("bmx-secondstoreset", "")))
        wait = HOUR if seconds is None else seconds
        raise FetchError(_("%(publisher)s asks for fewer requests.", publisher=PUBLISHER), wait=wait)
    if "oken" in said:
        return key_told(PUBLISHER, "CRM_BANXICO_TOKEN")
    return _("%(publisher)s says: %(said)s", publisher=PUBLISHER, said=said[:160]) if said else status_told(
        answer, PUBLISHER)  # fmt: skip
