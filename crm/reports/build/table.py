"""The engagements of a report as rows, for a spreadsheet: what the client may read, in both languages."""

from collections.abc import Iterator

from flask_babel import gettext as _

from crm.core.dates import clock, zone_place
from crm.engagements.labels import CHANNELS
from crm.reports.build import client_words
from crm.reports.build.facts import Facts, in_language
from crm.reports.build.sections import consultants
from crm.reports.words import WORDS
from crm.reports.writers.csv import write_csv


def write_engagements(facts: Facts) -> str:
    """Return the CSV file, headings in the report's language, days as ISO dates."""
    with in_language(facts.language):
        columns = (
            _("No."), _("Date"), _("Start"), _("Place of the hour"), _("Minutes"), _("Track"), _("Channel"),
            _("Institution"), _("USMCA chapters"), _("Our people"), _("Summary (English)"), _("Summary (Spanish)"),
            _("Outcome"), _("Next step"),
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
            client_words.next_step(item, client_id),
        )  # fmt: skip
