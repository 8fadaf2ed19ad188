"""The body of the report: what happened in brief, the contacts, the follow-ups and the next ninety days."""

from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from crm.core.dates import clock, long_date, zone_place
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.reports.build import client_words
from crm.reports.build.facts import AHEAD, Facts
from crm.reports.build.figures import changed, value
from crm.reports.document import Block, Bullets, Column, Count, CountStrip, EngagementEntry, Note, Section, Table, Track
from crm.tasks.models import Task

#: Longer lists stand in the annex alone.
_BODY_ENTRIES: Final = 60
_BODY_TASKS: Final = 12
_BODY_DATES: Final = 30


def brief_section(facts: Facts) -> Section:
    """Return the counts and at most five sentences, each from records alone."""
    heading = _("The quarter in brief") if facts.period.is_quarter else _("The period in brief")
    government = sum(engagement.track == "diplomatic" for engagement in facts.held)
    strip = CountStrip((
        Count(_("Engagements held"), str(len(facts.held))),
        Count(_("With government"), str(government)),
        Count(_("In trade"), str(len(facts.held) - government)),
        Count(_("Institutions met"), str(facts.institutions())),
        Count(_("Follow-ups closed"), str(len(facts.closed))),
        Count(_("Follow-ups open"), str(len(facts.open))),
    ))  # fmt: skip
    said = tuple(text for text in (_latest_outcome(facts), _moved(facts), _late(facts), _next_date(facts)) if text)
    more: tuple[Block, ...] = (Bullets(said),) if said else (Note(_("Nothing else is on record for this period.")),)
    return Section(heading, (*_cut(facts), strip, *more))


def _cut(facts: Facts) -> tuple[Note, ...]:
    """Return the sentence that the report, its counts too, stops before the end of the records."""
    if not facts.cut:
        return ()
    text = _("Only the first %(number)s records of each kind are counted and printed: choose a shorter period.",
             number=f"{facts.most:,}")  # fmt: skip
    return (Note(text, "warning"),)


def _latest_outcome(facts: Facts) -> str:
    for engagement in reversed(facts.held):
        if text := client_words.outcome(engagement, facts.client.id):
            first = text.splitlines()[0]
            when = long_date(engagement.starts_wall.date(), facts.language)
            return str(
                _("Latest outcome, %(date)s, %(who)s: %(text)s", date=when, who=who(engagement, facts), text=first)
            )
    return ""


def _moved(facts: Facts) -> str:
    if not facts.figures:
        return ""
    item = facts.figures[0]
    return str(_("%(title)s: %(value)s, %(change)s.", title=item.series.title(facts.language),
             value=value(item.series, item.latest.value), change=changed(item)))  # fmt: skip


def _late(facts: Facts) -> str:
    late = [task.due_on for task in facts.open if task.due_on and task.due_on < facts.today]
    if not late:
        return ""
    return str(
        ngettext(
            "%(num)s open follow-up is past its date: it was due on %(date)s.",
            "%(num)s open follow-ups are past their date; the oldest was due on %(date)s.",
            len(late),
            date=long_date(min(late), facts.language),
        )
    )


def _next_date(facts: Facts) -> str:
    if not facts.planned:
        return ""
    first = facts.planned[0]
    return str(_("Next date: %(when)s, %(who)s.", when=held_at(first, facts.language), who=who(first, facts)))


def engagements_section(facts: Facts) -> Section:
    """Return the contacts of the period, government and trade marked."""
    heading = _("Engagements")
    if not facts.held:
        return Section(heading, (Note(_("No engagements were held in this period.")),))
    blocks: list[Block] = [entry(engagement, facts) for engagement in facts.held[:_BODY_ENTRIES]]
    if len(facts.held) > _BODY_ENTRIES:
        text = _("The first %(number)s are printed here; Annex A lists all of them.", number=_BODY_ENTRIES)
        blocks.append(Note(text, "info"))
    return Section(heading, tuple(blocks))


def entry(engagement: Engagement, facts: Facts) -> EngagementEntry:
    """Return one contact as the client may read it: subject, note and names of those met stay inside."""
    client_id = facts.client.id
    track: Track = "diplomatic" if engagement.track == "diplomatic" else "trade"
    met = client_words.institution(engagement, client_id, facts.language)
    ours = ", ".join(consultants(engagement))
    theirs = "; ".join(client_words.officials(engagement, client_id, facts.language))
    people = (_("With: %(names)s", names=theirs) if theirs else "", _("For us: %(names)s", names=ours) if ours else "")
    return EngagementEntry(
        number=engagement.number,
        date=held_at(engagement, facts.language),
        track=track,
        channel=str(CHANNELS[engagement.channel]) if met else "",
        title=who(engagement, facts),
        people="\n".join(filter(None, people)),
        summary=client_words.summary(engagement, client_id, facts.language) or _("Summary to follow"),
        outcome=client_words.outcome(engagement, client_id),
        next_step=client_words.next_step(engagement, client_id),
    )


def follow_ups_section(facts: Facts) -> Section:
    """Return what was closed and what is open; the annex has every one."""
    heading = _("Follow-up actions")
    if not facts.closed and not facts.open:
        return Section(heading, (Note(_("No follow-up was closed in this period and none is open.")),))
    done = ngettext(
        "%(num)s follow-up was closed in this period.", "%(num)s follow-ups were closed in this period.",
        len(facts.closed),
    )  # fmt: skip
    if not facts.open:
        return Section(heading, (Note(_("%(closed)s None is open.", closed=done)),))
    columns = (Column(_("Open action"), 4), Column(_("Responsible"), 1.4), Column(_("Due"), 0), Column(_("Status"), 0))
    rows = tuple(task_row(task, facts) for task in facts.open[:_BODY_TASKS])
    blocks: list[Block] = [Table(columns, rows, caption=done)]
    if len(facts.open) > _BODY_TASKS:
        text = _("The first %(number)s are printed here; Annex B lists all of them.", number=_BODY_TASKS)
        blocks.append(Note(text, "info"))
    return Section(heading, tuple(blocks))


def task_row(task: Task, facts: Facts) -> tuple[str, str, str, str]:
    """Return what, who, due on, and how it stands on the report's date."""
    what = client_words.task_title(task, facts.client.id) or _("Wording to follow")
    due = long_date(task.due_on, facts.language) if task.due_on else _("No date")
    return what, task.assignee.name, due, task_state(task, facts.today)


def task_state(task: Task, today: date) -> str:
    """Return 'Closed', 'Late' or 'Open'."""
    if task.done_at is not None:
        return str(pgettext("follow-up", "Closed"))
    late = task.due_on is not None and task.due_on < today
    return str(pgettext("follow-up", "Late") if late else pgettext("follow-up", "Open"))


def calendar_section(facts: Facts) -> Section:
    """Return meetings planned and follow-ups due in the next ninety days, by day."""
    heading = _("Calendar: the next 90 days")
    until = facts.today + AHEAD
    dated = [
        (e.starts_wall.date(), _("Planned"), held_at(e, facts.language), planned_text(e, facts)) for e in facts.planned
    ]
    dated += [
        (task.due_on, _("Due"), long_date(task.due_on, facts.language), task_row(task, facts)[0])
        for task in facts.open
        if task.due_on and facts.today <= task.due_on <= until
    ]
    if not dated:
        return Section(heading, (Note(_("Nothing is planned or due in the next 90 days.")),))
    columns = (Column(_("Date"), 1.6), Column(_("Kind"), 0), Column(_("What"), 4))
    rows = tuple((when, kind, what) for _day, kind, when, what in sorted(dated)[:_BODY_DATES])
    return Section(heading, (Table(columns, rows),))


def planned_text(engagement: Engagement, facts: Facts) -> str:
    """Return channel and institution of a planned contact."""
    channel = str(CHANNELS[engagement.channel])
    return ", ".join(
        part for part in (channel, client_words.institution(engagement, facts.client.id, facts.language)) if part
    )


def who(engagement: Engagement, facts: Facts) -> str:
    """Return the institution that was met; without one, the channel."""
    return client_words.institution(engagement, facts.client.id, facts.language) or str(CHANNELS[engagement.channel])


def consultants(engagement: Engagement) -> list[str]:
    """Return the names of those of us who took part."""
    return sorted(link.user.name for link in engagement.consultants)


def held_at(engagement: Engagement, language: str) -> str:
    """Return the day, hour and place of a contact as its own place says them."""
    moment = engagement.starts_wall
    return f"{long_date(moment.date(), language)}, {clock(moment)} {zone_place(engagement.zone)}"
