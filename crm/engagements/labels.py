"""The words of an engagement's track, channel and state, and the signs beside them."""

import re
from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from crm.core.i18n import LANGUAGES, language
from crm.engagements import record_words
from crm.engagements.models import Engagement
from crm.engagements.present import met

#: Glossary § 2 and § 4.
TRACKS: Final = {"diplomatic": _l("Diplomatic & government"), "trade": _l("Trade")}
CHANNELS: Final = {
    "in_person": _l("In person"), "video": _l("Video call"), "phone": _l("Phone call"), "whatsapp": _l("WhatsApp"),
    "email": _l("E-mail"), "letter": _l("Letter"), "event": _l("Event"), "site_visit": _l("Site or port visit"),
    "hearing": _l("Hearing or written comments"),
}  # fmt: skip
STATES: Final = {
    "requested": _l("Requested"),
    "planned": _l("Planned"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
}
_ICONS: Final = {
    "in_person": "geo-alt", "video": "camera-video", "phone": "telephone", "whatsapp": "whatsapp", "email": "envelope",
    "letter": "envelope-paper", "event": "calendar-event", "site_visit": "truck", "hearing": "megaphone",
}  # fmt: skip
_STATE_KINDS: Final = {"planned": "ok", "cancelled": "warn"}
_TRACK_KINDS: Final = {"diplomatic": "diplo", "trade": "trade"}

EXCERPT: Final = 260


def init_app(app: Flask) -> None:
    """Let every template name them: {{ item.track|track }}, {{ item.channel|channel }}, {{ item.state|state }}."""
    record_words.init_app(app)
    app.jinja_env.filters.update(
        track=track_chip,
        track_kind=lambda code: _TRACK_KINDS[code],
        channel=lambda code: str(CHANNELS[code]),
        channel_icon=lambda code: _ICONS[code],
        state=lambda code: str(STATES[code]),
        state_kind=lambda code: _STATE_KINDS.get(code, ""),
        excerpt=excerpt,
        met=lambda item: "; ".join(met(item, language())),
        missing_summaries=missing_summaries,
    )


def track_chip(code: str) -> str:
    """Return a track's name for a chip: Spanish is shorter there than in a form."""
    return str(pgettext("chip", "Diplomatic & government") if code == "diplomatic" else pgettext("chip", "Trade"))


def excerpt(item: Engagement) -> str:
    """Return the first lines that say what an engagement was about, without Markdown's signs."""
    summaries = (item.summary_en, item.summary_es) if language() == "en" else (item.summary_es, item.summary_en)
    text = next((text for text in (*summaries, item.outcome, item.note) if text), "")
    plain = " ".join(re.sub(r"[*_#>`|]+", "", text[: EXCERPT * 2]).split())
    return plain if len(plain) <= EXCERPT else plain[:EXCERPT].rsplit(" ", 1)[0] + "…"


def missing_summaries(item: Engagement) -> list[str]:
    """Return the languages in which a client's report will miss the summary of a held engagement."""
    if item.state != "held":
        return []
    wanted = {link.client.report_language for link in item.clients}
    return [code for code in LANGUAGES if code in wanted and not getattr(item, f"summary_{code}")]
