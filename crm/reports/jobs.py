"""Background work of reports: heavy files, kept files, the drafts of a new quarter."""

from datetime import date, timedelta
from typing import Final

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.closed_days import COUNTRIES, is_business_day
from crm.core.dates import today_in
from crm.jobs.declared import JobKind, Running
from crm.reports import actions, definition_queries
from crm.reports import report_queries as queries
from crm.reports.actions import KEEP
from crm.reports.build.period import quarter_of
from crm.reports.files import JOB, back, make_file
from crm.reports.forms.new import period_named
from crm.reports.keeping import keep
from crm.reports.models import ReportDefinition

SCHEDULE: Final = "reports.schedule"


def first_business_day(day: date) -> date:
    """Return the first day of a day's quarter that is a business day in both countries."""
    first = quarter_of(day).start
    while not all(is_business_day(first, country) for country in COUNTRIES):
        first += timedelta(days=1)
    return first


def make_drafts(running: Running) -> None:
    """Make the drafts of a new quarter from its first business day on, each once; who owns one is told."""
    today = today_in(current_app.config["CRM"].time_zone)
    if today < first_business_day(today):
        return
    for each in definition_queries.scheduled():
        draft(running, each, today)


def draft(running: Running, each: ReportDefinition, today: date) -> None:
    """Make one definition's draft, unless it is made or its owner may not see what it is about any more."""
    owner = each.owner
    if not owner.active or not owner.may(Permission.REPORT_WRITE):
        return
    covered = queries.last_covered(owner, each.kind, each.client_id) if each.client_id else None
    period = period_named(each.period, today, covered)
    if period is None or definition_queries.was_made(each.id, period.start):
        return
    key = each.id
    with running.part() as work:
        fresh = definition_queries.get_visible(owner, key)
        if fresh is not None and fresh.scheduled and fresh.archived_at is None:
            actions.made_by(work, owner, fresh, period, once=True)


KINDS: Final = (
    JobKind(JOB, _l("File of a report"), make_file, permission=Permission.REPORT_READ, back=back),
    JobKind(
        KEEP, _l("The approved file of a report"), keep, permission=Permission.REPORT_READ,
        back=lambda payload: url_for("reports.version", report_version_id=payload["version"]),
    ),
    JobKind(SCHEDULE, _l("Drafts of reports for a new quarter"), make_drafts, every_minutes=60),
)  # fmt: skip
