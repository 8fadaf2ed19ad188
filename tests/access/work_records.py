"""Records of work: a comment on a follow-up, a checklist and one that was started on a client."""

from datetime import UTC, datetime

import sqlalchemy as sa

from crm.accounts.models import User
from crm.checklists.models import Checklist, ChecklistRun, ChecklistStep, ChecklistTask
from crm.indicators.models import ClientSeries
from crm.pipeline.models import Stage
from crm.tasks.models import TaskComment
from tests.access.matter_records import add_alert, add_conflict, add_mandate
from tests.access.own_records import BAIT


def add_checklist(work: sa.orm.Session) -> dict[str, object]:
    """Add a template, open to all; returns the argument of its address."""
    step = ChecklistStep(position=0, title_en=BAIT, title_es=BAIT, days=1, role="lead")
    item = Checklist(title_en=BAIT, title_es=BAIT, steps=[step])
    work.add(item)
    work.flush()
    # An open stage that nothing stands in.
    stage = work.execute(sa.select(Stage.id).where(Stage.code == "terms")).scalar_one()
    return {"checklist_id": item.id, "step_id": step.id, "stage_id": stage}


def add_work(
    work: sa.orm.Session, words: str, client_id: int, task_id: int, shared: dict[str, object]
) -> dict[str, object]:
    """Comment on a follow-up in Alice's name, and make it a step of a started checklist."""
    alice = work.execute(sa.select(User.id).where(User.name == "Alice")).scalar_one()
    comment = TaskComment(task_id=task_id, author_id=alice, text=words)
    day = datetime.now(UTC).date()
    run = ChecklistRun(
        checklist_id=int(str(shared["checklist_id"])), client_id=client_id, starts_on=day, started_by_id=alice
    )
    work.add_all([comment, run])
    work.flush()
    work.add(ClientSeries(client_id=client_id, series_key="census-us-imports-mx", stance="muted"))
    work.add(ChecklistTask(run_id=run.id, task_id=task_id, position=0))
    work.flush()
    conflict = add_conflict(work, words, client_id, alice, int(str(shared["user_id"])))
    return {
        "comment_id": comment.id, "run_id": run.id, "stance": "pinned", "code": "tourism", **conflict,
        **add_alert(work, words, client_id, task_id, alice), **add_mandate(work, words, client_id, alice),
    }  # fmt: skip
