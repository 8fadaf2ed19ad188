"""The engagements of a report as rows, for a spreadsheet: what its reader may read, in both languages."""

from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from crm.core.dates import clock, zone_place
from crm.core.i18n import spoken
from crm.engagements.models import Engagement
from crm.engagements.record_words import DIRECTIONS
from crm.institutions.labels import LEVELS
from crm.reference.queries import sectors_by_id
from crm.reports.build.facts import Facts
from crm.reports.build.sections.contacts import channel
from crm.reports.document import Raw
from crm.reports.words import WORDS


def engagement_rows(facts: Facts) -> tuple[tuple[Raw, ...], ...]:
    """Return the rows of a CSV, headings first, in the report's language."""
    with spoken(facts.language):
        columns = (
            _("No."), _("Date"), _("Start"), _("Place of the hour"), _("Zone"), _("Minutes"), _("Track"), _("Channel"),
            _("Institution"), _("Post"), _("Level"), _("Country"), _("Issue"), _("USMCA chapters"), _("Our people"),
            _("Client's people"), _("Summary (English)"), _("Summary (Spanish)"), _("Outcome"), _("Next step"),
            _("Due"), _("Commitments open"), _("Reader level"), _("Place"), _("Letter"),
            _("Official letter number (oficio)"), _("Sectors"), _("HS chapters"),
        )  # fmt: skip
        return (columns, *_rows(facts))


def _rows(facts: Facts) -> Iterator[tuple[Raw, ...]]:
    say, words = facts.say, WORDS[facts.language]
    waiting = Counter(item.engagement_id for item in facts.commitments if item.state == "open")
    shown = say.may("commitment", "text")
    for item in facts.held:
        yield (
            item.number, item.starts_wall.date(), clock(item.starts_wall), zone_place(item.zone), item.zone,
            item.minutes, words.diplomatic if item.track == "diplomatic" else words.trade, channel(item),
            say.institution(item), "; ".join(say.posts(item)), *_bodies(item, facts), _issues(item, facts),
            ", ".join(str(link.chapter_number) for link in sorted(item.usmca, key=lambda link: link.chapter_number)),
            ", ".join(say.ours(link.user for link in item.consultants)), _client_people(item, facts),
            say.summary(item, "en"), say.summary(item, "es"), say.outcome(item), say.next_step(item),
            facts.due.get(item.id, ""), waiting[item.id] if shown else "", say.level, *_record(item, facts),
        )  # fmt: skip


def _bodies(item: Engagement, facts: Facts) -> tuple[str, str]:
    """Return levels and countries of the bodies met, each once."""
    bodies = [facts.bodies[link.institution_id] for link in item.institutions if link.institution_id in facts.bodies]
    levels = dict.fromkeys(str(LEVELS.get(body.level, "")) for body in bodies)
    return "; ".join(filter(None, levels)), "; ".join(dict.fromkeys(body.country for body in bodies if body.country))


def _issues(item: Engagement, facts: Facts) -> str:
    numbers = {each.issue.id: each.issue.number for each in facts.issues}
    return "; ".join(numbers[key] for key in facts.about.get(item.id, ()) if key in numbers)


def _client_people(item: Engagement, facts: Facts) -> str:
    """Return who was there for this client; what they were is kept as 'title, client'."""
    end = f", {facts.client.name}"
    there = [link.person for link in item.persons if not link.in_post and link.held_en.endswith(end)]
    return "; ".join(name for person in there if (name := facts.say.person(person)))


def _record(item: Engagement, facts: Facts) -> tuple[str, ...]:
    """Return where, which letter and what it was about, as far as this reader may read it."""
    say, hidden = facts.say, facts.say.hidden_in(item)
    titles = sectors_by_id()
    column = f"title_{facts.language}"
    return (
        say.told(item, "place", hidden),
        str(DIRECTIONS[item.direction]) if item.direction else "",
        say.told(item, "letter_number", hidden),
        "; ".join(say.told(titles[link.sector_id], column) for link in item.sectors),
        ", ".join(sorted(link.hs_code for link in item.chapters)),
    )
