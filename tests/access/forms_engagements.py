"""The forms of engagements, with the columns that each may set."""

from collections.abc import Iterator
from typing import Any

from crm.engagements.confidential_forms import PartForm
from crm.engagements.forms import EngagementForm, PlanForm
from crm.engagements.parties_forms import PartiesForm
from crm.engagements.versions import TEXTS
from tests.access.route import Route, columns_of
from tests.engagements.records import form as engagement_form

ENGAGEMENT_LINKS = {
    f"engagement_{name}": {"*"}
    for name in (
        "client",
        "institution",
        "person",
        "consultant",
        "usmca",
        "sector",
        "chapter",
        "task",
        "issue",
        "reader",
        "version",
    )
} | {
    "task": {"*"},
    "task_client": {"*"},
    "task_institution": {"*"},
}


def engagement_routes(values: dict[str, Any], alice: int) -> Iterator[Route]:
    """Yield the forms of engagements."""
    form = engagement_form([values["client_id"]], state="planned")
    engagements = {"engagement": columns_of(EngagementForm, "engagement"), **ENGAGEMENT_LINKS}
    draft = {"engagement_draft": {"*"}}
    engagements |= draft
    at = f"/engagements/{values['engagement_id']}"
    yield Route("engagements.new", "alice", "/engagements/new", form, {"engagement": {"*"}} | ENGAGEMENT_LINKS | draft,
                EngagementForm)  # fmt: skip
    yield Route("engagements.edit", "alice", f"{at}/edit", form, engagements, EngagementForm)
    yield Route("engagements.keep_draft", "alice", "/engagements/drafts",
                {"draft": f"{alice}-{'y' * 20}", "turn": "1", "subject": "x"}, draft)  # fmt: skip
    yield Route("engagements.discard_draft", "alice", f"/engagements/drafts/{values['draft_id']}/discard", {}, draft)
    yield Route("engagements.show_lines", "alice", "/engagements/lines", {"line": "send it fri"}, {})
    yield Route(
        "engagements.capture",
        "alice",
        "/engagements/capture",
        {"pasted": "25/11/26, 15:42 - Ana: hola", "subject": "x"},
        draft,
    )
    part, texts = f"/engagements/parts/{values['part_id']}", {"engagement": set(TEXTS), "engagement_version": {"*"}}
    replaced = {"engagement_part": {"text"}, "engagement_part_version": {"*"}, "engagement_part_reader": {"*"}}
    yield Route("engagements.part", "bob", part, {"text": "Otro"}, replaced, PartForm)
    yield Route("engagements.restore_part", "bob", f"{part}/restore", {"change": 2}, replaced)
    yield Route("engagements.restore_version", "alice", f"{at}/versions/1/restore", {}, texts)
    closed = {"engagement_lock": {"*"}, "engagement": {"version", "updated_at"}}
    yield Route("engagements.lock", "charlie", f"{at}/lock", {"reason": "litigio"}, closed)
    yield Route("engagements.unlock", "charlie", f"{at}/unlock", {}, closed)
    yield Route("engagements.hold", "alice", f"{at}/hold", {}, {"engagement": {"state"}})
    yield Route("engagements.cancel", "alice", f"{at}/cancel", {"cancel_reason": "aplazada"},
                {"engagement": {"state", "cancel_reason"}, "engagement_version": {"*"}})  # fmt: skip
    stamps = {"engagement": {"version", "updated_at"}}
    yield Route("engagements.plan", "alice", f"{at}/plan", {"starts_wall": "2026-12-01T10:00", "zone": "UTC"},
                {"engagement": {"state", "starts_wall", "zone", "cancel_reason"}, **ENGAGEMENT_LINKS},
                PlanForm)  # fmt: skip
    yield Route("engagements.answered", "alice", f"{at}/answered", {}, {"engagement": {"replied_on"}})
    yield Route("engagements.mark_file", "alice", f"{at}/mark", {"file_id": values["file_id"], "mark": "receipt"},
                {"engagement_file": {"mark"}, **stamps})  # fmt: skip
    row = {"theirs-0-key": values["person_id"], "theirs-0-official_class": "private"}
    yield Route("engagements.edit_parties", "alice", f"{at}/parties", row,
                {"engagement_person": {"official_class"}, **stamps}, PartiesForm)  # fmt: skip
    yield Route("engagements.archive", "alice", f"{at}/archive", {}, {"engagement": {"archived_at"}})
    yield Route("engagements.restore", "alice", f"{at}/restore", {}, {"engagement": {"archived_at"}})
