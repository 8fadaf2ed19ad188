"""Section 6: the engagements of the period under the issues that they were about."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import pgettext

from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.reports.build.facts import Facts
from crm.reports.build.rows import empty, held_at, more
from crm.reports.build.sections.issues import issue_title
from crm.reports.document import Block, EngagementEntry, Note, Section, Track

#: Longer lists stand in the annex alone.
BODY_ENTRIES = 24


def engagements_section(facts: Facts) -> Section:
    """Return the contacts of the period under each issue, then the others; government and trade marked."""
    heading = _("Engagements by issue")
    if not facts.held:
        return empty(heading, _("No engagements were held in this period."))
    groups = list(_groups(facts))
    blocks: list[Block] = []
    left = BODY_ENTRIES
    for title, items in groups:
        shown = items[:left]
        if shown and (len(groups) > 1 or title != _other()):
            blocks.append(Note(title, "info"))
        blocks += [entry(item, facts) for item in shown]
        left -= len(shown)
    if len(facts.held) > BODY_ENTRIES:
        blocks.append(more(BODY_ENTRIES, _("Annex A")))
    return Section(heading, tuple(blocks))


def _groups(facts: Facts) -> Iterator[tuple[str, Sequence[Engagement]]]:
    """Yield each issue of the client with its engagements; one of several issues stands under the first of them."""
    first = {item.id: next(iter(facts.about.get(item.id, ())), 0) for item in facts.held}
    for issue in facts.issues:
        if found := [item for item in facts.held if first[item.id] == issue.issue.id]:
            yield issue_title(issue, facts), found
    told = {issue.issue.id for issue in facts.issues}
    if rest := [item for item in facts.held if first[item.id] not in told]:
        yield _other(), rest


def _other() -> str:
    return str(pgettext("engagements", "Other"))


def entry(engagement: Engagement, facts: Facts) -> EngagementEntry:
    """Return one contact as this reader may read it."""
    say = facts.say
    track: Track = "diplomatic" if engagement.track == "diplomatic" else "trade"
    title, met = who(engagement, facts), say.posts(engagement)
    ours = ", ".join(say.ours(link.user for link in engagement.consultants))
    people = (
        _("With: %(names)s", names="; ".join(met)) if met else "",
        _("For us: %(names)s", names=ours) if ours else "",
    )
    return EngagementEntry(
        number=engagement.number,
        date=held_at(engagement, facts.language),
        track=track,
        channel=channel(engagement) if title != channel(engagement) else "",
        title=title,
        people="\n".join(filter(None, (*people, *internal(engagement, facts)))),
        summary=_summary(engagement, facts),
        outcome=say.outcome(engagement),
        next_step=say.next_step(engagement),
    )


def _summary(engagement: Engagement, facts: Facts) -> str:
    if not facts.say.may("engagement", f"summary_{facts.language}"):
        return ""
    return facts.say.summary(engagement) or ("" if facts.asked.approved_by else _("Summary to follow"))


def internal(engagement: Engagement, facts: Facts) -> list[str]:
    """Return what stays inside the firm: subject, other clients, the note."""
    if facts.say.level != "internal":
        return []
    others = ", ".join(sorted(link.client.name for link in engagement.clients if link.client_id != facts.client.id))
    note = facts.say.told(engagement, "note")
    return [
        _("Subject: %(text)s", text=facts.say.told(engagement, "subject")),
        _("Also for: %(names)s", names=others) if others else "",
        _("Internal note: %(text)s", text=note) if note else "",
    ]


def who(engagement: Engagement, facts: Facts) -> str:
    """Return the institution that was met; without one, the channel."""
    return facts.say.institution(engagement) or channel(engagement)


def channel(engagement: Engagement) -> str:
    """Return the words of the channel."""
    return str(CHANNELS[engagement.channel])
