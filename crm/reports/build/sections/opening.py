"""Sections 1 and 2: the letter of the account lead, and the quarter in brief."""

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.dates import long_date
from crm.mandates.labels import OBJECTIVE_STATES
from crm.reports.build.facts import Facts
from crm.reports.build.figures import changed, value
from crm.reports.build.rows import first_line, lines
from crm.reports.build.sections.calendar import Entry, entries
from crm.reports.build.sections.promises import YOURS, overdue, side_of
from crm.reports.document import Block, Bullets, Count, CountStrip, Note, Paragraph, Section


def letter_section(facts: Facts) -> Section | None:
    """Return the letter; None where nobody wrote one: it is optional."""
    plan = facts.asked.plan
    text = facts.say.free(plan.letter)
    if not text:
        return None
    signed = facts.say.free(plan.signed_by) or facts.asked.prepared_by
    return Section(_("Letter from your account lead"), (Paragraph(f"{text}\n\n{signed}"),))


def brief_section(facts: Facts) -> Section:
    """Return the counts and at most five sentences: achieved, moved, at risk, needed, one key date."""
    heading = _("The quarter in brief") if facts.period.is_quarter else _("The period in brief")
    said = (_achieved(facts), _moved(facts), _at_risk(facts), _needed(facts), _key_date(facts))
    bullets = tuple(text for text in said if text)
    rest: Block = Bullets(bullets) if bullets else Note(_("Nothing else is on record for this period."))
    return Section(heading, (*_cut(facts), strip(facts), rest))


def strip(facts: Facts) -> CountStrip:
    """Return the counts; promises are counted for those alone who may read of them."""
    government = sum(engagement.track == "diplomatic" for engagement in facts.held)
    counts = [
        Count(_("Engagements held"), str(len(facts.held))),
        Count(_("With government"), str(government)),
        Count(_("In trade"), str(len(facts.held) - government)),
        Count(_("Institutions met"), str(facts.institutions())),
    ]
    if facts.say.may("commitment", "text"):
        counts.append(Count(_("Commitments kept"), str(facts.kept())))
        closed_open = _("Follow-ups closed · open")
        counts.append(Count(closed_open, f"{len(facts.closed)} · {len(facts.open)}"))
    return CountStrip(tuple(counts))


def _cut(facts: Facts) -> tuple[Note, ...]:
    """Return the sentence that the report, its counts too, stops before the end of the records."""
    if not facts.cut:
        return ()
    text = _("Only the first %(number)s records of each kind are counted and printed: choose a shorter period.",
             number=f"{facts.most:,}")  # fmt: skip
    return (Note(text, "warning"),)


def _achieved(facts: Facts) -> str:
    for result in facts.mandates.results:
        if text := facts.say.told(result, "text"):
            when = long_date(result.happened_on, facts.language)
            return str(_("Achieved on %(date)s: %(text)s.", date=when, text=first_line(text)))
    for engagement in reversed(facts.held):
        if text := facts.say.outcome(engagement):
            when = long_date(engagement.starts_wall.date(), facts.language)
            who = facts.say.institution(engagement)
            told = _("Latest outcome, %(date)s, %(who)s: %(text)s.", date=when, who=who, text=first_line(text))
            return str(told if who else _("Latest outcome, %(date)s: %(text)s.", date=when, text=first_line(text)))
    return ""


def _moved(facts: Facts) -> str:
    if not facts.shown:
        return ""
    item = facts.shown[0]
    return str(_("%(title)s: %(value)s, %(change)s.", title=facts.say.told(item.series, f"title_{facts.language}"),
             value=value(item.series, item.latest.value), change=changed(item)))  # fmt: skip


def _at_risk(facts: Facts) -> str:
    """Return what a person wrote; else the first objective that is blocked or at risk, or what is late of others."""
    for line in (
        lines(facts.say.free(facts.asked.plan.at_risk)) if facts.say.may("mandate_objective", "blocker") else ()
    ):
        return str(_("At risk: %(text)s.", text=first_line(line)))
    for state in ("blocked", "at_risk"):
        for row in facts.mandates.objectives:
            title = facts.say.told(row, "title") if row.state == state else ""
            if title:
                why = first_line(facts.say.told(row, "blocker"))
                told = _("%(state)s: %(objective)s.", state=str(OBJECTIVE_STATES[state]), objective=first_line(title))
                return f"{told} {why}." if why else str(told)
    late = [item for item in overdue(facts) if side_of(item, facts) != YOURS]
    if not late:
        return ""
    return str(
        ngettext(
            "%(num)s commitment is past its date: it was due on %(date)s.",
            "%(num)s commitments are past their date; the oldest was due on %(date)s.",
            len(late),
            date=long_date(min(item.due_on for item in late if item.due_on), facts.language),
        )
    )


def _needed(facts: Facts) -> str:
    if not facts.say.may("commitment", "text"):
        return ""
    for line in lines(facts.say.free(facts.asked.plan.needed)):
        return str(_("We need from you: %(text)s.", text=first_line(line)))
    for item in facts.commitments:
        text = facts.say.commitment(item) if item.state == "open" and side_of(item, facts) == YOURS else ""
        if text and item.due_on is not None:
            when = long_date(item.due_on, facts.language)
            return str(_("We need from you: %(text)s, by %(date)s.", text=first_line(text), date=when))
    return ""


def _key_date(facts: Facts) -> str:
    first: Entry | None = next((entry for entry in entries(facts) if entry.kind != "holiday"), None)
    if first is None:
        return ""
    what = f"{first.label.lower()}: {first_line(first.what)}"
    return str(_("Next key date: %(when)s, %(what)s.", when=first.when, what=what))
