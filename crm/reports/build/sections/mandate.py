"""Sections 3, 4, 9 and 12: objectives, results, introductions and opportunities, the use of the retainer."""

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.mandates.labels import INTRODUCTION_STATES, OBJECTIVE_STATES, hours_text
from crm.mandates.models import Deliverable, Introduction, Objective, Result
from crm.reports.build.facts import Facts
from crm.reports.build.rows import NOTHING, Cell, day, empty, held_at, table
from crm.reports.document import Block, Column, Note, Section


def objectives_section(facts: Facts) -> Section:
    """Return how each objective stands, what changed, on what evidence, and what stands in the way."""
    heading = _("Progress against your objectives")
    rows = [_objective(row, facts) for row in facts.mandates.objectives if facts.say.told(row, "title")]
    if not rows:
        return empty(heading, _("No objectives are agreed for this period."))
    columns = (
        Column(_("Objective"), 2.4), Column(_("Status"), 1), Column(_("What changed"), 2), Column(_("Evidence"), 1.6),
        Column(_("Blocker"), 1.7),
    )  # fmt: skip
    return Section(heading, (table(columns, rows, sheet=_("Objectives")),))


def _objective(row: Objective, facts: Facts) -> tuple[Cell, ...]:
    say, given = facts.say, facts.mandates
    results = [each for each in given.results if each.objective_id == row.id]
    done = [each for each in given.deliverables if each.objective_id == row.id and _given(each, facts)]
    changed = [say.told(each, "text") for each in results] + [
        _("Delivered: %(what)s", what=say.told(each, "title")) for each in done
    ]
    state = str(OBJECTIVE_STATES[row.state])
    progress = f"{state}\n{row.progress}%" if row.state != "achieved" and row.progress else state
    evidence = [say.told(each, "evidence") for each in results]
    measure = say.told(row, "measure")
    title, measured = say.told(row, "title"), _("Measured by: %(measure)s", measure=measure) if measure else ""
    told = "\n".join(filter(None, changed))
    return (
        "\n".join(filter(None, (title, measured))), (progress, state), told,
        "\n".join(filter(None, evidence)), say.told(row, "blocker"),
    )  # fmt: skip


def _given(row: Deliverable, facts: Facts) -> bool:
    return row.delivered_on is not None and facts.period.start <= row.delivered_on <= facts.period.end


def results_section(facts: Facts) -> Section:
    """Return the dated effects of the period with their evidence and who confirms them."""
    heading = _("Results obtained")
    told = [(row, facts.say.told(row, "text")) for row in reversed(facts.mandates.results)]
    rows = [
        (day(row.happened_on), text, facts.say.told(row, "evidence"), _confirmer(row, facts))
        for row, text in told
        if text
    ]
    if not rows:
        return empty(heading, _("No results were obtained in this period."))
    columns = (Column(_("Date"), 0), Column(_("Result"), 3), Column(_("Evidence"), 2), Column(_("Confirmed by"), 1.6))
    return Section(heading, (table(columns, rows, sheet=_("Results")),))


def _confirmer(row: Result, facts: Facts) -> str:
    """Return who confirms it: a holder of a post by post and institution, anybody else by name."""
    person = facts.people().get(row.confirmed_by_id or 0)
    when = f", {long_date(row.confirmed_on, facts.language)}" if row.confirmed_on else ""
    named = facts.say.told(row, "confirmed_by")
    if person is not None and facts.say.may("person", "surname"):
        on = row.confirmed_on or row.happened_on
        post = next((held for held in facts.mandates.posts.get(person.id, ()) if held.on(on)), None)
        named = post.text(facts.language) if post else person.formal
    return f"{named}{when}" if named else _("Not confirmed yet")


def introductions_section(facts: Facts) -> Section:
    """Return whom we introduced and what came of it, and the events ahead."""
    heading = _("Introductions and opportunities")
    rows = [_introduction(row, facts) for row in reversed(facts.mandates.introductions)]
    events = [item for item in facts.planned if item.channel == "event" and facts.say.may("engagement", "institution")]
    blocks: list[Block] = []
    if rows:
        columns = (Column(_("Date"), 0), Column(_("Introduced to"), 2), Column(_("Status"), 1), Column(_("Outcome"), 3))
        blocks.append(table(columns, rows))
    if events:
        told = [(held_at(item, facts.language), facts.say.institution(item) or NOTHING) for item in events]
        blocks.append(table((Column(_("Date"), 1.6), Column(_("Missions, fairs and events that fit"), 4)), told))
    if not blocks:
        return empty(heading, _("No introductions were made in this period, and no mission or fair is planned."))
    if not events:
        blocks.append(Note(_("No mission, fair or call for proposals is planned in the next 90 days.")))
    return Section(heading, tuple(blocks))


def _introduction(row: Introduction, facts: Facts) -> tuple[Cell, ...]:
    return (
        day(row.made_on),
        _introduced_to(row, facts),
        str(INTRODUCTION_STATES[row.state]),
        facts.say.told(row, "outcome"),
    )


def _introduced_to(row: Introduction, facts: Facts) -> str:
    given, say = facts.mandates, facts.say
    person = given.people.get(row.to_person_id or 0)
    body = given.bodies.get(row.to_institution_id or 0)
    parts = [say.told(row, "to_name"), say.told(body, f"name_{facts.language}") if body else ""]
    if person is not None and say.may("person", "surname"):
        post = next((held for held in given.posts.get(person.id, ()) if held.on(row.made_on)), None)
        parts.insert(0, post.text(facts.language) if post else person.formal)
    return ", ".join(filter(None, parts))


def retainer_section(facts: Facts) -> Section:
    """Return the deliverables of the period, due and delivered; hours where the mandate counts them."""
    heading = _("Use of the retainer")
    rows = [
        (facts.say.told(row, "title"), day(row.due_on, _("No date")), day(row.delivered_on, _("Not yet")))
        for row in facts.mandates.deliverables
        if facts.say.told(row, "title") and (_given(row, facts) or _due(row, facts))
    ]
    columns = (Column(_("Deliverable"), 4), Column(_("Due"), 0), Column(_("Delivered"), 0))
    blocks: list[Block] = [table(columns, rows)] if rows else []
    blocks += [Note(text, "info") for text in _hours(facts)]
    return Section(heading, tuple(blocks)) if blocks else empty(heading, _("No deliverable fell due in this period."))


def _due(row: Deliverable, facts: Facts) -> bool:
    return row.due_on is not None and row.due_on <= facts.period.end and row.delivered_on is None


def _hours(facts: Facts) -> list[str]:
    months = facts.period.months
    told = []
    for mandate in facts.mandates.mandates:
        used = facts.mandates.minutes.get(mandate.id, 0)
        counts = bool(mandate.retainer_minutes) and bool(months)
        if not counts and facts.say.level != "internal":
            continue
        title, hours = facts.say.told(mandate, "title"), hours_text(used)
        if counts and mandate.retainer_minutes:
            of = hours_text(mandate.retainer_minutes * months)
            told.append(_("%(mandate)s: %(used)s used of %(all)s in the period.", mandate=title, used=hours, all=of))
        elif used:
            told.append(_("%(mandate)s: %(used)s used in the period.", mandate=title, used=hours))
    return told
