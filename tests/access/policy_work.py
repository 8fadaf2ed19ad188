"""Who may use what of follow-ups, checklists and the calendar: a part of the table in `policy.py`."""

from typing import Final

from tests.access.roles import EVERYBODY, FIRM, STAFF, WRITERS

WORK: Final[dict[str, frozenset[str]]] = {
    "tasks.index": STAFF,
    "tasks.of_client": STAFF,
    "tasks.of_institution": STAFF,
    "tasks.of_person": STAFF,
    "tasks.show": STAFF,
} | dict.fromkeys(
    (f"tasks.{name}" for name in (
        "new", "save", "done", "reopen", "archive", "restore", "export", "snooze", "delegate", "wait", "quick",
        "mentions", "comment", "edit_comment", "archive_comment", "restore_comment",
    )), WRITERS,
) | dict.fromkeys(
    (f"calendar.{name}" for name in (
        "index", "monday", "absences", "new_absence", "edit_absence", "archive_absence", "restore_absence",
        "feed_page", "renew_feed", "revoke_feed", "event",
    )), STAFF,
) | {"calendar.feed": EVERYBODY, "calendar.invite": WRITERS} | dict.fromkeys(
    ("checklists.index", "checklists.show"), STAFF
) | dict.fromkeys(
    (f"checklists.{name}" for name in ("start", "archive_run", "restore_run")), WRITERS
) | dict.fromkeys((f"checklists.{name}" for name in ("new", "edit", "archive", "restore")), FIRM) | dict.fromkeys(
    ("pipeline.forecast", "pipeline.figures", "pipeline.stages"), STAFF
) | dict.fromkeys(("pipeline.forecast_csv", "pipeline.figures_csv"), WRITERS) | dict.fromkeys(
    (f"pipeline.{verb}_stage" for verb in ("new", "edit", "archive", "restore", "raise", "lower")), FIRM
) | dict.fromkeys(("handover.index", "handover.run"), FIRM) | dict.fromkeys(
    (f"branding.{name}" for name in ("settings", "save_settings", "logo", "preview", "sample")), FIRM
)  # fmt: skip
