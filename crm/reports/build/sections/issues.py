"""Section 5: the issues that are followed for the client."""

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.issues.labels import COLOURS, POSITIONS, SOURCES, STATES
from crm.issues.models import IssueCitation
from crm.reports.build.client_words import plain
from crm.reports.build.facts import Facts
from crm.reports.build.matters import IssueFacts
from crm.reports.build.rows import empty
from crm.reports.document import Column, Section, Table

#: Updates of an issue that are told, the newest first.
_TOLD = 3


def issues_section(facts: Facts) -> Section:
    """Return each issue: state and trend, legal reference, what happened, position, recommendation, next key date."""
    heading = _("Issues we follow for you")
    if not facts.issues:
        return empty(heading, _("No issue is followed for you in this period."))
    return Section(heading, tuple(_issue(item, facts) for item in facts.issues))


def issue_title(item: IssueFacts, facts: Facts) -> str:
    """Return the title in the report's language, or what it has, with its number."""
    column, other = ("title_es", "title_en") if facts.language == "es" else ("title_en", "title_es")
    title = facts.say.told(item.issue, column) or facts.say.told(item.issue, other)
    return f"{title} ({item.issue.number})" if title else item.issue.number


def _issue(item: IssueFacts, facts: Facts) -> Table:
    rows = (
        (_("State and trend"), _state(item)),
        (_("Legal reference"), _reference(item, facts)),
        (_("What happened"), _happened(item, facts)),
        (_("Your position"), _position(item, facts)),
        (_("Our recommendation"), plain(facts.say.noted(item.issue, "recommendation"))),
        (_("Next key date"), next_date(item, facts)),
    )
    columns = (Column(_("What"), 1.2), Column(_("Status"), 4.2))
    return Table(columns, tuple(row for row in rows if row[1]), issue_title(item, facts), sheet=_("Issues"))


def _state(item: IssueFacts) -> str:
    state = str(STATES[item.issue.state])
    now = next((update.colour for update in item.updates), item.before.colour if item.before else "")
    if not now:
        return state
    colour = str(COLOURS[now]).lower()
    if item.before is None:
        return f"{state} · {colour}"
    before = str(COLOURS[item.before.colour]).lower()
    if before == colour:
        return str(_("%(state)s · %(colour)s, unchanged", state=state, colour=colour))
    return str(_("%(state)s · %(colour)s, was %(before)s", state=state, colour=colour, before=before))


def _reference(item: IssueFacts, facts: Facts) -> str:
    issue = item.issue
    found = [text for text in (_citation(each, facts) for each in issue.citations) if text]
    if issue.chapter is not None:
        chapter = facts.say.told(issue.chapter, f"title_{facts.language}")
        told = _("USMCA chapter %(number)s, %(title)s", number=issue.chapter.number, title=chapter)
        article = facts.say.told(issue, "usmca_article")
        found.append(_("%(chapter)s, %(article)s", chapter=told, article=_article(article)) if article else told)
    return "\n".join(found)


def _article(article: str) -> str:
    return _("article %(number)s", number=article) if article[:1].isdigit() else article


def _citation(row: IssueCitation, facts: Facts) -> str:
    text = facts.say.told(row, "text")
    parts = [str(SOURCES[row.source]) if row.source != "other" else "", text]
    if row.cited_on is not None:
        parts.append(long_date(row.cited_on, facts.language))
    return ", ".join(filter(None, parts)) if text else ""


def _happened(item: IssueFacts, facts: Facts) -> str:
    if not facts.say.may("issue_update", "text"):
        return ""
    told = [
        f"{long_date(update.at.date(), facts.language)}: {text}"
        for update in item.updates[:_TOLD]
        if (text := plain(facts.say.noted(update, "text")))
    ]
    return "\n".join(told) or _("No update in this period.")


def _position(item: IssueFacts, facts: Facts) -> str:
    if not facts.say.may("issue_client", "ask"):
        return ""
    ask = facts.say.told(item.link, "ask")
    return f"{POSITIONS[item.link.position]}. {ask}" if ask else str(POSITIONS[item.link.position])


def next_date(item: IssueFacts, facts: Facts) -> str:
    """Return the next day of an issue with what falls on it, "" where none is known."""
    found = item.next_date(facts.today)
    if found is None:
        return ""
    when = long_date(found[0], facts.language)
    return str(_("%(date)s, comments close", date=when) if found[1] == "comments" else
           _("%(date)s, the measure takes effect", date=when))  # fmt: skip
