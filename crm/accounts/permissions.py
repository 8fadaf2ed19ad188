"""What a role may do. Names are OBJECT_VERB; a record's own visibility comes on top."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing that a role may be allowed to do."""

    ACCOUNT_USE = "account.use"
    CLIENT_READ = "client.read"
    CLIENT_WRITE = "client.write"
    CLIENT_BAR = "client.bar"
    PERSON_READ = "person.read"
    PERSON_WRITE = "person.write"
    INSTITUTION_READ = "institution.read"
    INSTITUTION_WRITE = "institution.write"
    ENGAGEMENT_READ = "engagement.read"
    ENGAGEMENT_WRITE = "engagement.write"
    COMMITMENT_READ = "commitment.read"
    COMMITMENT_WRITE = "commitment.write"
    ADVISORY_READ = "advisory.read"
    ADVISORY_WRITE = "advisory.write"
    ADVISORY_DECIDE = "advisory.decide"
    #: Close a note to edits, and open it again.
    ENGAGEMENT_LOCK = "engagement.lock"
    OPPORTUNITY_READ = "opportunity.read"
    OPPORTUNITY_WRITE = "opportunity.write"
    MANDATE_READ = "mandate.read"
    MANDATE_WRITE = "mandate.write"
    CONFLICT_READ = "conflict.read"
    #: Run a check, judge its hits, keep adverse parties.
    CONFLICT_RUN = "conflict.run"
    CONFLICT_DECIDE = "conflict.decide"
    HANDOVER_RUN = "handover.run"
    TASK_READ = "task.read"
    TASK_WRITE = "task.write"
    INDICATOR_READ = "indicator.read"
    #: Fetching and handing in published figures: they speak for every client.
    INDICATOR_IMPORT = "indicator.import"
    ALERT_READ = "alert.read"
    ALERT_WRITE = "alert.write"
    ISSUE_READ = "issue.read"
    ISSUE_WRITE = "issue.write"
    REPORT_READ = "report.read"
    REPORT_WRITE = "report.write"
    REPORT_DECIDE = "report.decide"
    RECORD_EXPORT = "record.export"
    #: Files into the register; what kinds of record they may hold, say the permissions to write these.
    RECORD_IMPORT = "record.import"
    #: Take one record into another, and undo it.
    RECORD_MERGE = "record.merge"
    #: Who exported what.
    EXPORT_LOG = "export.log"
    #: One's own saved views and columns.
    VIEW_USE = "view.use"
    VIEW_SHARE = "view.share"
    FILE_READ = "file.read"
    FILE_WRITE = "file.write"
    SEARCH_USE = "search.use"
    #: One's own background jobs.
    JOB_USE = "job.use"
    #: Everybody's, to look after the system.
    JOB_LOG = "job.log"
    TEAM_READ = "team.read"
    TEAM_WRITE = "team.write"
    SETTINGS_READ = "settings.read"
    SETTINGS_WRITE = "settings.write"


class Role(StrEnum):
    """A consultant's role in the firm."""

    ADMIN = "admin"
    PARTNER = "partner"
    CONSULTANT = "consultant"
    ANALYST = "analyst"


_READS: Final = frozenset(p for p in Permission if p.value.endswith((".read", ".use")))
_WRITES: Final = frozenset({
    Permission.CLIENT_WRITE, Permission.PERSON_WRITE, Permission.INSTITUTION_WRITE, Permission.ENGAGEMENT_WRITE,
    Permission.COMMITMENT_WRITE, Permission.OPPORTUNITY_WRITE, Permission.MANDATE_WRITE, Permission.TASK_WRITE,
    Permission.ALERT_WRITE, Permission.ISSUE_WRITE, Permission.REPORT_WRITE, Permission.CONFLICT_RUN,
    Permission.ADVISORY_WRITE,
    Permission.RECORD_EXPORT,
    Permission.RECORD_IMPORT, Permission.RECORD_MERGE,
    Permission.VIEW_SHARE, Permission.FILE_WRITE,
})  # fmt: skip

#: An admin runs the system and works on clients like a consultant; the role opens no client's records.
ROLE_PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.ANALYST: _READS,
    Role.CONSULTANT: _READS | _WRITES,
    Role.PARTNER: _READS
    | _WRITES
    | {Permission.CLIENT_BAR, Permission.CONFLICT_DECIDE, Permission.HANDOVER_RUN, Permission.ENGAGEMENT_LOCK}
    | {Permission.ADVISORY_DECIDE, Permission.REPORT_DECIDE}
    | {Permission.SETTINGS_WRITE, Permission.EXPORT_LOG, Permission.INDICATOR_IMPORT},
    Role.ADMIN: _READS
    | _WRITES
    | {Permission.TEAM_WRITE, Permission.HANDOVER_RUN, Permission.SETTINGS_WRITE, Permission.EXPORT_LOG}
    | {Permission.JOB_LOG, Permission.INDICATOR_IMPORT},
}
