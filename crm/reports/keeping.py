"""The approved file is kept: made once from the frozen document, in the store of files, with the version it is of."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _

from crm.accounts.permissions import Permission
from crm.accounts.queries import one_consultant
from crm.core.offers import FileOwner
from crm.files.actions import add
from crm.files.intake import Taken
from crm.files.setup import file_store
from crm.jobs.declared import RefusedError, Running
from crm.reports import report_queries as queries
from crm.reports.files import MIMETYPES, written
from crm.reports.making import thaw
from crm.reports.models import ReportVersion, ReportVersionFile
from crm.reports.present import file_name

OWNER: Final = FileOwner(
    "report_version", ReportVersionFile, queries.readable_version, "reports.version", Permission.REPORT_READ
)


def keep(running: Running) -> None:
    """Make the file of an approved version and keep it; a worker that died left bytes that nobody's row names."""
    version = queries.any_version(int(running.payload["version"]))
    user = running.user
    if version is None or user is None or version.state not in {"approved", "replaced"}:
        raise RefusedError(_("What this was about is not open to you any more."))
    if queries.files_of(version.id):
        return
    key, stem = version.id, file_name(version.report, "").rstrip(".")
    became, file = written(thaw(version), "pdf", stem, running.tell)
    with file:
        file.seek(0)
        taken = Taken(f"{stem}_v{version.number}.{became}", MIMETYPES[became], file_store().put(file))
    with running.part() as work:
        add(work, one_consultant(user.id) or user, OWNER, key, [taken])


def bodies(version: ReportVersion) -> Sequence[tuple[str, str, bytes]]:
    """Return (name, media type, bytes) of a version's kept files, or of the file made anew where none is kept yet."""
    kept = queries.files_of(version.id)
    if kept:
        found = []
        for each in kept:
            with file_store().open(each.key) as file:
                found.append((each.name, each.media_type, file.read()))
        return found
    stem = file_name(version.report, "").rstrip(".")
    became, file = written(thaw(version), "pdf", stem)
    with file:
        file.seek(0)
        return [(f"{stem}_v{version.number}.{became}", MIMETYPES[became], file.read())]
