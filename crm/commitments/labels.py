"""The words of a commitment: parties, states, and how it stands on the reader's own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from crm.commitments.models import Commitment
from crm.core.dates import ago, long_date, today_in
from crm.core.i18n import language
from crm.core.templating import reader_zone

#: Who can make a promise, and receive one.
PARTIES: Final = {"us": _l("Our firm"), "client": _l("Client"), "institution": _l("Institution")}
STATES: Final = ("open", "kept", "not_kept", "released")
#: Days ahead that are close enough to be marked.
SOON: Final = 7
_KINDS: Final = {"kept": "ok", "not_kept": "bad", "released": ""}
_ICONS: Final = {"kept": "check2-circle", "not_kept": "x-circle", "released": "slash-circle"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stands: words, the kind of its chip, and an icon, so that colour never speaks alone."""

    text: str
    kind: str
    icon: str


def state_labels() -> Mapping[str, str]:
    """Return the four states and late, in the glossary's words."""
    return {
        "open": pgettext("commitment", "Open"), "late": pgettext("commitment", "Late"),
        "kept": pgettext("commitment", "Kept"), "not_kept": pgettext("commitment", "Not kept"),
        "released": pgettext("commitment", "Released"),
    }  # fmt: skip


def state_of(item: Commitment, today: date) -> str:
    """Return the state as a reader of this day sees it: open ones past their day are late."""
    late = item.state == "open" and item.due_on is not None and item.due_on < today
    return "late" if late else item.state


def standing(item: Commitment, *, days: bool = True) -> Standing:
    """Return how a commitment stands today, by the reader's own calendar; `days=False` where its days stand beside."""
    today = today_in(reader_zone())
    state, labels = state_of(item, today), state_labels()
    if state in _KINDS:
        day = f" · {long_date(item.settled_on, language())}" if item.settled_on and days else ""
        return Standing(labels[state] + day, _KINDS[state], _ICONS[state])
    if item.due_on is None:
        return Standing(_("No date") if days else labels[state], "", "dash-circle")
    left = (item.due_on - today).days
    if state == "late":
        return Standing(f"{labels[state]} · {ago(-left, language())}", "warn", "exclamation-triangle")
    if left == 0:
        return Standing(_("Due today"), "warn", "clock")
    text = _("Due %(day)s", day=long_date(item.due_on, language())) if days else labels[state]
    return Standing(text, "warn" if left <= SOON else "", "clock")


def maker(item: Any) -> str:
    """Return who made it (the parties are loaded)."""
    return _party(item.maker_kind, item.maker_client, item.maker_institution)


def receiver(item: Any) -> str:
    """Return to whom it was made (the parties are loaded)."""
    return _party(item.receiver_kind, item.receiver_client, item.receiver_institution)


def _party(kind: str, client: Any, body: Any) -> str:
    if kind == "client" and client is not None:
        return str(client.name)
    if kind == "institution" and body is not None:
        return str(body.short or body.name(language()))
    return str(PARTIES["us"])


def init_app(app: Flask) -> None:
    """Let every template say them: {{ item|standing }}, {{ item|maker }}, {{ item|receiver }}."""
    app.jinja_env.filters.update(standing=standing, maker=maker, receiver=receiver)
