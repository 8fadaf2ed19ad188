"""What is still to be written before one of these reports leaves the firm: counts, each with the places to write it."""

from collections.abc import Sequence
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.indicators import words
from crm.indicators.derive import is_current
from crm.reports.build.asked import Asked, Gap, Place
from crm.reports.build.kinds.facts.issue import Matter
from crm.reports.build.kinds.told import Voice
from crm.reports.build.series_facts import SeriesFigures

#: So many places are linked; the count tells of the rest.
SHOWN: Final = 12


def gaps(
    asked: Asked, voice: Voice, held: Sequence[Engagement] = (), figures: Sequence[SeriesFigures] = ()
) -> list[Gap]:
    """Return what is missing, in the reader's own language; of a report that stays inside old figures alone."""
    old = [f for f in figures if not is_current(words.frequency(f.series), f.latest.period, asked.today)]
    found = [_of_series(_("Figures not current"), old, stops=False)]
    if voice.inside:
        return found
    mute = [item for item in held if not (item.summary_es if voice.language == "es" else item.summary_en).strip()]
    kept = [item for item in held if item not in mute and not voice.summary(item)]
    plain = [f for f in figures if not asked.plan.meaning(f.series.key)]
    return [
        _of_engagements(_("Engagements without a summary for the client"), mute),
        _of_engagements(_("Text kept back: it names another client"), kept),
        _of_series(_("Figures without what they mean: in the table, not as a chart"), plain, stops=False),
        *found,
    ]


def issue_gaps(facts: Matter) -> list[Gap]:
    """Return the texts of an issue that are kept back from its report for a client."""
    issue, voice = facts.issue, facts.voice
    if voice.inside:
        return []
    texts = [issue.description, issue.recommendation, *(update.text for update in facts.updates)]
    kept = sum(bool(text.strip()) and not voice.noted(text) for text in texts)
    place = Place(f"{issue.number} · {issue.title(language())}", url_for("issues.show", issue_id=issue.id))
    return [Gap(_("Text kept back: it names or counts clients"), kept, [place] if kept else [],
                parts=("brief", "about", "updates"))]  # fmt: skip


def _of_engagements(label: str, items: Sequence[Engagement]) -> Gap:
    places = [
        Place(f"{item.number} · {long_date(item.starts_wall.date(), language())} · {item.subject}",
              url_for("engagements.edit", engagement_id=item.id))
        for item in items[:SHOWN]
    ]  # fmt: skip
    return Gap(label, len(items), places, parts=("engagements", "outcomes"))


def _of_series(label: str, items: Sequence[SeriesFigures], *, stops: bool) -> Gap:
    places = [Place(words.title(f.series), url_for("indicators.show", key=f.series.key)) for f in items[:SHOWN]]
    return Gap(label, len(items), places, stops, ("figures", "sources", "brief"))
