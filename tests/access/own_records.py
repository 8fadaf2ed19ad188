"""Records of the firm's settings and of one person's own, for the addresses that name them."""

from datetime import date, timedelta

import sqlalchemy as sa

from crm.accounts.models import User
from crm.calendar.models import Absence
from crm.core.dates import now
from crm.core.firm import set_firm_settings
from crm.engagements.draft_models import EngagementDraft
from crm.jobs.models import Job
from crm.lists.models import ExportLog, SavedView
from crm.notices.models import Mail, Notice
from crm.reference.models import CustomField, Tag
from crm.sources.models import HandedIn
from tests.files.records import put
from tests.files.samples import picture

#: In the texts of records, and asked for.
BAIT = "zanahoria"


def add_settings(work: sa.orm.Session) -> dict[str, object]:
    """Add a tag, a field of the firm's own and a logo; returns the arguments of their addresses."""
    tag, field = Tag(name=BAIT, name_key=BAIT), CustomField(code=BAIT, title_en=BAIT, title_es=BAIT, kind="text")
    logo = put(picture(size=(300, 100)), f"{BAIT}.png", "image/png")
    work.add_all([tag, field, logo])
    work.flush()
    set_firm_settings(work, {"brand_logo": logo.id})
    return {"tag_id": tag.id, "field_id": field.id}


def add_view(work: sa.orm.Session, owner: int) -> dict[str, object]:
    """Add a view of the list of clients, its owner's own; returns the arguments of its addresses."""
    view = SavedView(page="clients", name=BAIT, owner_id=owner)
    work.add(view)
    work.flush()
    return {"view_id": view.id, "list_name": "clients"}


def add_job(work: sa.orm.Session, owner: int) -> dict[str, object]:
    """Add a long export that waits for a worker, its owner's own; returns the arguments of their addresses."""
    job = Job(kind="lists.export", payload={}, actor_id=owner)
    work.add(job)
    work.flush()
    entry = ExportLog(at=job.created_at, user_id=owner, page="clients", format="csv", job_id=job.id)
    work.add(entry)
    work.flush()
    job.payload = {"export": entry.id}
    held = HandedIn(name=BAIT, vintage=date(2026, 10, 1), at=now(), by_id=owner, state="held", reason=BAIT)
    work.add(held)
    work.flush()
    return {"job_id": job.id, "export_id": entry.id, "source": "census-workbook", "source_file_id": held.id}


def add_notices(work: sa.orm.Session, task_id: int, owner: int) -> dict[str, object]:
    """Tell everybody of a follow-up and mail it to them, whether they may see it or not; the ids are of the owner's.

    The analyst has read it: what those who change nothing send changes nothing.
    """
    found: dict[str, object] = {}
    for user in work.execute(sa.select(User)).scalars():
        mail = Mail(user_id=user.id, kind="notices", address=user.email, subject="1")
        work.add(mail)
        work.flush()
        told = {"user_id": user.id, "kind": "task.due", "record_id": task_id, "at": now(), "way": "now"}
        notice = Notice(**told, occasion="due", mail_id=mail.id, seen_at=now() if user.role == "analyst" else None)
        work.add_all([notice, Notice(**told, occasion="read", seen_at=now())])
        work.flush()
        found = {"notice_id": notice.id, "mail_id": mail.id} if user.id == owner else found
    return found


def add_absence(work: sa.orm.Session, owner: int) -> dict[str, object]:
    """Add an absence to come, its person's own; returns the argument of its addresses."""
    day = now().date()
    absence = Absence(user_id=owner, from_on=day, to_on=day + timedelta(days=3), kind="travel", note=BAIT)
    work.add(absence)
    work.flush()
    return {"absence_id": absence.id}


def add_draft(work: sa.orm.Session, owner: int) -> dict[str, object]:
    """Add the draft of a new engagement, its author's own; returns the argument of its address."""
    draft = EngagementDraft(name=f"{owner}-{'x' * 20}", user_id=owner, fields={"subject": [BAIT]}, updated_at=now())
    work.add(draft)
    work.flush()
    return {"draft_id": draft.id}
