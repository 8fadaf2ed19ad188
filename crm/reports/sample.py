"""A sample document that shows the firm's look without a client's data."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.core.firm import firm_offices, firm_settings
from crm.core.i18n import spoken
from crm.reports.brand import brand, notice
from crm.reports.build.period import Period
from crm.reports.document import (
    Bullets,
    Column,
    Count,
    CountStrip,
    Cover,
    Document,
    EngagementEntry,
    Footer,
    Language,
    Note,
    Paragraph,
    Section,
    Table,
)  # fmt: skip
from crm.reports.writers.pdf import write_pdf

#: The sample's own days: the same settings give the same bytes on any day.
QUARTER: Final = Period(date(2026, 7, 1), date(2026, 9, 30))
DATED: Final = date(2026, 10, 5)


def sample(language: Language) -> Callable[[], bytes]:
    """Return what typesets the sample with the settings that are saved; it needs no database any more."""
    with spoken(language):
        document = _document(language)
    return lambda: _pdf(document)


@lru_cache(maxsize=4)
def _pdf(document: Document) -> bytes:
    return write_pdf(document)


def _document(language: Language) -> Document:
    firm = str(firm_settings()["firm_name"])
    cover = Cover(
        client=_("Sample Company"), period=QUARTER.name(language), report_date=long_date(DATED, language),
        version=_("Sample"), prepared_by=firm, firm=firm, offices=firm_offices(),
        confidentiality=_("Sample of the firm's look. It holds no client's data."),
    )  # fmt: skip
    return Document(
        title=_("Quarterly engagement report"),
        subtitle=_("Engagements with government and business, follow-ups and published figures"),
        language=language, cover=cover, sections=_sections(language),
        footer=Footer(cover.client, cover.period, cover.version, cover.confidentiality),
        dated=DATED, author=firm, notice=notice(language), brand=brand(language),
    )  # fmt: skip


def _sections(language: Language) -> tuple[Section, ...]:
    day = long_date(date(2026, 9, 17), language)
    met = _("Meeting on inspection hours")
    words = _("This text only shows how a paragraph is set: its letters, its measure and the space between the lines.")
    counts = ((_("Engagements"), "12"), (_("Institutions met"), "7"), (_("Follow-ups closed"), "9"))
    columns = (Column(_("Date"), 0), Column(_("Engagement"), 2), Column(_("Outcome"), 2), Column(_("Days"), 0, "right"))
    return (
        Section(_("In brief"), (
            Paragraph(words), CountStrip(tuple(Count(label, value) for label, value in counts)),
            Bullets((words, words)), Note(words, "info"),
        )),
        Section(_("Engagements"), (
            EngagementEntry("G-2026-0001", day, "diplomatic", _("In person"), met, _("Sample institution"),
                            summary=words, outcome=words),
            EngagementEntry("G-2026-0002", day, "trade", _("Video call"), met, _("Sample institution"), summary=words),
        )),
        Section(_("Follow-ups"), (Table(columns, ((day, met, words, "14"), (day, met, words, "3"))),)),
    )  # fmt: skip
