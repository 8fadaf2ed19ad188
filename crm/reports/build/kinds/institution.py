"""The report of an institution: what it is, who holds its posts, what we did with it, what is promised, what comes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import language, spoken
from crm.institutions.labels import GIFT_RULES, HOLIDAYS, KINDS, LEVELS, MEETING_RULES
from crm.institutions.posts import Seat
from crm.reference.queries import states_by_code
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.dates import dates_section, issue_days, planned_days, promised_days
from crm.reports.build.kinds.facts.institution import Body, Change, gather
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.gaps import gaps
from crm.reports.build.kinds.grid import (
    NONE,
    Cell,
    column,
    count,
    cut_note,
    fact_columns,
    grid,
    on_day,
    said,
    table_section,
    tally,
)
from crm.reports.build.kinds.pieces import engagements_section, issues_section
from crm.reports.build.kinds.told import commitments_table
from crm.reports.build.outline import CLIENT, Part, sections
from crm.reports.document import Block, Bullets, Count, CountStrip, Section

#: Changes in posts told of at the head.
_CHANGES: Final = 3


def _brief(facts: Body) -> Section:
    theirs, ours = facts.made_by("institution"), facts.made_by("us")
    late = [i for i in facts.commitments if i.state == "open" and i.due_on and i.due_on < facts.today]
    strip = CountStrip((
        Count(_("Engagements held"), str(len(facts.held))),
        Count(_("Planned or requested"), str(len(facts.planned))),
        Count(_("Issues"), str(len(facts.issues))),
        Count(_("Their commitments open"), str(sum(item.state == "open" for item in theirs))),
        Count(_("Our commitments open"), str(sum(item.state == "open" for item in ours))),
        Count(_("Commitments overdue"), str(len(late))),
    ))  # fmt: skip
    told = [_change(change, facts) for change in facts.changes()[-_CHANGES:]]
    if facts.kept and facts.kept.percent is not None:
        told.append(_("They kept %(percent)s%% of the %(number)s promises that fell due.",
                      percent=facts.kept.percent, number=facts.kept.counted))  # fmt: skip
    blocks: list[Block] = [*cut_note(facts.cut), strip]
    return Section(_("The period in brief"), (*blocks, *([Bullets(tuple(told))] if told else [])))


def _change(change: Change, facts: Body) -> str:
    cells = _change_row(change, facts)
    return ": ".join(cell if isinstance(cell, str) else cell[0] for cell in cells if cell)


def _about(facts: Body) -> Section:
    body, speaks = facts.body, language()
    countries = {"MX": _("Mexico"), "US": _("United States"), None: _("Mexico and the United States")}
    area = states_by_code()[body.state].title(speaks) if body.state else countries.get(body.country, body.country or "")
    rows: list[tuple[str, str]] = [
        (_("Short name"), body.short), (_("Kind"), str(KINDS.get(body.kind, body.kind))),
        (_("Level"), str(LEVELS.get(body.level, body.level))),
        (_("Place"), ", ".join(filter(None, (body.city, area)))),
        (_("Belongs to"), " › ".join(each.name(speaks) for each in facts.above)),
        (_("Offices below it"), "\n".join(each.name(speaks) for each in facts.below)),
        (_("How a meeting is asked for"), str(MEETING_RULES.get(body.meeting_rule, ""))),
        (_("Closed on"), str(HOLIDAYS.get(body.holidays, ""))), (_("Website"), body.website),
    ]  # fmt: skip
    if facts.inside:
        rows += [(_("Gifts and hospitality"), str(GIFT_RULES.get(body.gift_rule, ""))), (_("Phone"), body.phone),
                 (_("E-mail"), body.email), (_("Address"), body.address)]  # fmt: skip
    told = [row for row in rows if row[1]]
    return Section(_("The institution"), (grid(fact_columns(), told),))


def _posts(facts: Body) -> Section:
    columns = [column(_("Post"), 2.4)]
    columns += [column(_("Office-holder"), 2.2)] if facts.inside else []
    columns += [column(_("In post since"), 0), column(_("Remark"), 1.2)]
    rows = [row for seat in facts.seats for row in _seat_rows(seat, facts)]
    blocks: list[Block] = [grid(columns, rows)] if rows else []
    if changes := facts.changes():
        head = [column(_("Date"), 0), column(_("What changed"), 1.2), column(_("Post"), 2.2)]
        head += [column(_("Person"), 2)] if facts.inside else []
        told = [_change_row(change, facts) for change in changes]
        blocks.append(grid(head, told, _("Changes in the period")))
    return said(_("Posts and office-holders"), blocks, _("No post of this institution is on record."))


def _seat_rows(seat: Seat, facts: Body) -> list[list[Cell]]:
    """Return a line for each holder, one for a post that nobody is known to hold; outside the firm without names."""
    title, holders = seat.post.title(language()), facts.holders(seat)
    if not holders:
        vacant = _("no holder on record")
        return [[title, vacant, NONE, ""] if facts.inside else [title, NONE, vacant]]
    rows: list[list[Cell]] = []
    for holder in holders:
        name: list[Cell] = [holder.person.formal] if facts.inside else []
        rows.append([title, *name, on_day(holder.from_on, _("not known")), _("Acting") if holder.acting else ""])
    return rows


def _change_row(change: Change, facts: Body) -> list[Cell]:
    day, seat, holder, began = change
    what = _("New office-holder") if began else _("Left the post")
    row: list[Cell] = [on_day(day), f"{what} ({_('Acting').lower()})" if holder.acting else what,
                       seat.post.title(language())]  # fmt: skip
    return [*row, holder.person.formal] if facts.inside else row


def _engagements(facts: Body) -> Section:
    return engagements_section(_("Engagements held"), facts.held, facts.voice, cut=facts.cut)


def _issues(facts: Body) -> Section:
    return issues_section(_("Issues that it decides or takes part in"), facts.issues, facts.told_on, facts.voice)


def _commitments(facts: Body) -> Section:
    sides = ((_("What they promised"), "institution"), (_("What we promised"), "us"),
             (_("What clients promised") if facts.inside else _("What you promised"), "client"))  # fmt: skip
    blocks = [
        commitments_table(items, facts.voice, facts.today, caption)
        for caption, kind in sides if (items := facts.made_by(kind))
    ]  # fmt: skip
    nothing = _("Nothing is promised between us and this institution, and nothing was settled in this period.")
    return said(_("Commitments"), blocks, nothing)


def _clients(facts: Body) -> Section:
    """Return whom it concerns: for readers inside the firm alone."""
    names: dict[int, str] = {}
    met: dict[int, list[date]] = defaultdict(list)
    promised, issues = Counter[int](), Counter[int]()
    for item in facts.held:
        for link in item.clients:
            names[link.client_id] = link.client.name
            met[link.client_id].append(item.starts_wall.date())
    for promise in facts.commitments:
        for bond in promise.clients:
            names[bond.client_id] = bond.client.name
            promised[bond.client_id] += promise.state == "open"
    for row in facts.touched:
        names[row.client_id] = row.client.name
        issues[row.client_id] += 1
    columns = (column(_("Client"), 2.4), tally(_("Engagements held")), column(_("Last contact"), 0),
               tally(_("Open commitments")), tally(_("Issues")))  # fmt: skip
    order = sorted(names, key=lambda key: (-len(met[key]), names[key]))
    rows = [(names[key], count(len(met[key])), on_day(max(met[key], default=None)), count(promised[key]),
             count(issues[key])) for key in order]  # fmt: skip
    nothing = _("No engagement, commitment or issue of this institution concerns a client that you may see.")
    return table_section(_("Clients concerned"), columns, rows, nothing)


def _dates(facts: Body) -> Section:
    found = [*planned_days(facts.planned, facts.voice), *promised_days(facts.commitments, facts.voice, facts.today),
             *issue_days(facts.issues, facts.voice, facts.today)]  # fmt: skip
    return dates_section(_("Calendar: the next 90 days"), found, _("Nothing is planned or due in the next 90 days."))


PARTS: tuple[Part[Body], ...] = (
    Part("brief", _l("The period in brief"), _brief, CLIENT),
    Part("about", _l("The institution"), _about, CLIENT),
    Part("posts", _l("Posts and office-holders"), _posts, CLIENT),
    Part("engagements", _l("Engagements held"), _engagements, CLIENT),
    Part("issues", _l("Issues that it decides or takes part in"), _issues, CLIENT),
    Part("commitments", _l("Commitments"), _commitments, CLIENT),
    Part("clients", _l("Clients concerned"), _clients),
    Part("dates", _l("Calendar: the next 90 days"), _dates, CLIENT),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the report of `asked.institution`; for a client (level "client") what concerns this client alone."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        client = facts.voice.client
        told = sections(PARTS, asked.plan, facts)
        what = _("For %(client)s", client=client.name) if client else _("Posts, engagements, commitments and issues")
        made = framed(asked, _("Institution report"), facts.body.name(asked.language), told, what)
    return Built(made, gaps(asked, facts.voice, facts.held), _records(facts))


def _records(facts: Body) -> Mapping[str, frozenset[int]]:
    engagements = [*facts.held, *facts.planned]
    clients = {link.client_id for item in engagements for link in item.clients}
    clients |= {link.client_id for item in facts.commitments for link in item.clients}
    if facts.voice.client is not None:
        clients.add(facts.voice.client.id)
    return {
        "institution": frozenset({facts.body.id}),
        "engagement": frozenset(item.id for item in engagements),
        "commitment": frozenset(item.id for item in facts.commitments),
        "issue": frozenset(issue.id for issue in facts.issues),
        "person": frozenset(_people(facts)) if facts.inside else frozenset(),
        "client": frozenset(clients | {row.client_id for row in facts.touched}),
    }


def _people(facts: Body) -> Iterator[int]:
    yield from (holder.person_id for seat in facts.seats for holder in facts.holders(seat))
    yield from (change[2].person_id for change in facts.changes())
    yield from (link.person_id for item in facts.held for link in item.persons)
