"""The engagements of a report as rows, for a spreadsheet: what the client may read, in both languages."""

from collections.abc import Iterator

from flask_babel import gettext as _

from crm.core.dates import clock, zone_place
from crm.core.i18n import spoken
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.engagements.record_words import DIRECTIONS, sector_titles
from crm.reports.build import client_words
from crm.reports.build.facts import Facts
from crm.reports.build.sections import consultants
from crm.reports.words import WORDS
from crm.reports.writers.csv import write_csv


def write_engagements(facts: Facts) -> str:
    """Return the CSV file, headings in the report's language, days as ISO dates."""
    with spoken(facts.language):
        columns = (
            _("No."), _("Date"), _("Start"), _("Place of the hour"), _("Minutes"), _("Track"), _("Channel"),
            _("Institution"), _("USMCA chapters"), _("Our people"), _("Summary (English)"), _("Summary (Spanish)"),
            _("Outcome"), _("Next step"), _("Officials met"), _("Place"), _("Letter"),
            _("Official letter number (oficio)"), _("Sectors"), _("HS chapters"),
        )  # fmt: skip
        return "".join(write_csv(columns, _rows(facts)))


def _rows(facts: Facts) -> Iterator[tuple[object, ...]]:
    client_id, words = facts.client.id, WORDS[facts.language]
    for item in facts.held:
        yield (
            item.number, item.starts_wall.date(), clock(item.starts_wall), zone_place(item.zone), item.minutes,
            words.diplomatic if item.track == "diplomatic" else words.trade, str(CHANNELS[item.channel]),
            client_words.institution(item, client_id, facts.language),
            ", ".join(str(link.chapter_number) for link in sorted(item.usmca, key=lambda link: link.chapter_number)),
            ", ".join(consultants(item)), client_words.summary(item, client_id, "en"),
            client_words.summary(item, client_id, "es"), client_words.outcome(item, client_id),
            client_words.next_step(item, client_id), *_record(item, facts),
        )  # fmt: skip


def _record(item: Engagement, facts: Facts) -> tuple[str, ...]:
    """Return who was met, where, which letter and what it was about, as far as this client may read it."""
    client_id = facts.client.id
    others = client_words.other_names(item, client_id)
    return (
        "; ".join(client_words.officials(item, client_id, facts.language)),
        client_words.printable(item.place, others),
        str(DIRECTIONS[item.direction]) if item.direction else "",
        client_words.printable(item.letter_number, others),
        "; ".join(sector_titles(item)),
        ", ".join(sorted(link.hs_code for link in item.chapters)),
    )
