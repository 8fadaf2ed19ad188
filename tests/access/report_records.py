"""A client's report with a frozen version that was sent, a file of it, and a definition."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.dates import now
from crm.lists.models import ExportLog
from crm.reports.document import Cover, Document, Footer, Paragraph, Section
from crm.reports.making import as_text, checksum
from crm.reports.models import Report, ReportDefinition, ReportSending, ReportVersion
from crm.reports.sending import code_of, token_of

#: Parts from which nothing of these records is missing.
READY = "objectives"


def a_document(words: str) -> Document:
    """Return a short document that says `words` everywhere."""
    cover = Cover(words, words, words, words, words, words, (words,), words)
    return Document(
        words, words, "en", cover, (Section(words, (Paragraph(words),)),), Footer(words, words, words, words),
        date(2026, 10, 1), words,
    )  # fmt: skip


def add_report(work: sa.orm.Session, words: str, client_id: int, person_id: int, lead: int) -> dict[str, object]:
    """Add them to a client, all saying `words`, a file of Alice's asking; returns the arguments of their addresses."""
    moment = datetime.now(UTC) - timedelta(days=40)
    asker = work.execute(sa.select(User.id).where(User.name == "Alice")).scalar_one()
    texts = dict.fromkeys(("letter", "signed_by", "at_risk", "needed", "planned"), words)
    report = Report(
        kind="quarterly", client_id=client_id, period_start=moment.date() - timedelta(days=60),
        period_end=moment.date() + timedelta(days=60), language="en", prepared_by_id=lead, sections=READY, **texts,
    )  # fmt: skip
    definition = ReportDefinition(
        kind="quarterly", client_id=client_id, language="en", name=words, owner_id=lead, **texts
    )
    work.add_all([report, definition])
    work.flush()
    text = as_text(a_document(words))
    version = ReportVersion(
        report_id=report.id, number=1, state="approved", made_at=moment, made_by_id=lead, document=text,
        sha256=checksum(text), records={"client": [client_id]}, figures=[],
    )  # fmt: skip
    work.add(version)
    work.flush()
    sending = ReportSending(
        report_version_id=version.id, client_id=client_id, person_id=person_id, name=words,
        address="lucia@example.org", language="en", way="link", words=words, sent_at=moment, sent_by_id=lead,
        code_until=(now() + timedelta(minutes=10)).replace(microsecond=0), code_tries=0,
    )  # fmt: skip
    entry = ExportLog(
        at=moment, user_id=asker, page="report", format="pdf", query=f"report={report.id}&version={version.id}", rows=1,
    )  # fmt: skip
    work.add_all([sending, entry])
    work.flush()
    return {
        "report_id": report.id, "report_version_id": version.id, "definition_id": definition.id, "made_id": entry.id,
        "sent_link": token_of(sending.id), "sent_code": code_of(sending),
    }  # fmt: skip
