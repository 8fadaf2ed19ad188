"""Changes of engagements. They flush within an open unit of work; `actor` is None for a command."""

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now, to_utc, today_in
from crm.engagements import confidential, issue_links, parties, present
from crm.engagements.models import (
    Engagement,
    EngagementChapter,
    EngagementClient,
    EngagementFile,
    EngagementSector,
    EngagementTask,
    EngagementUsmca,
)
from crm.engagements.search_text import text_of
from crm.tasks import actions as task_actions
from crm.tasks.models import Task

#: Columns that `values` may set; `starts_at` follows `starts_wall` and `zone`.
FIELDS: Final = frozenset({
    "track", "channel", "state", "cancel_reason", "starts_wall", "zone", "minutes", "subject", "note", "summary_en",
    "summary_es", "outcome", "next_step", "institution", "people", "requested_on", "request_channel", "request_to",
    "remind_on", "direction", "letter_number", "reply_due_on", "replied_on", "language", "place", "asked_by", "purpose",
    "our_role", "legal_texts", "name_officials",
})  # fmt: skip
#: Rows: ids of clients, institutions, people, users, sectors and issues, USMCA chapter numbers, HS chapters, new
#: follow-ups (values of a task), ids of those to tick off.
ROWS: Final = confidential.ROWS | frozenset({
    "clients", "institutions", "persons", "consultants", "usmca", "sectors", "chapters", "issues", "follow_ups",
    "finish",
})  # fmt: skip


#: By value: the link rows that hold nothing but a key, and its column.
PLAIN_LINKS: Final[Mapping[str, tuple[Any, str]]] = {
    "usmca": (EngagementUsmca, "chapter_number"), "sectors": (EngagementSector, "sector_id"),
    "chapters": (EngagementChapter, "hs_code"),
}  # fmt: skip
NOON: Final = time(12)


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Engagement:
    """Add an engagement; see FIELDS, ROWS. Required: track, channel, zone, subject, clients (ids), starts_wall (naive).

    Instead of starts_wall a requested one may have requested_on (else today).

    A follow-up of `follow_ups` takes title, assignee_id and optionally due_on, notes, priority; it gets the
    engagement's clients.
    """
    item = Engagement(
        created_by_id=actor.id if actor else None, clients=[], institutions=[], persons=[], consultants=[], usmca=[],
        sectors=[], chapters=[], tasks=[], readers=[], limited=False,
    )  # fmt: skip
    item.state = "held"
    work.add(item)
    if not values.get("institutions") and not values.get("institution") and values.get("persons"):
        # Who met the consul met the consulate.
        bodies = present.institutions_of(values["persons"], wall_of(values).date())
        values = {**values, "institutions": bodies}
    update(work, actor, item, values)
    return item


def update(work: Session, actor: User | None, item: Engagement, values: Mapping[str, Any]) -> None:
    """Change an engagement (its rows loaded by `queries.one.for_edit`): only the values given."""
    unknown = set(values) - FIELDS - ROWS
    if unknown:
        raise KeyError(*unknown)
    if "persons" in values and actor is not None:
        values = {**values, "persons": [*values["persons"], *present.out_of_sight(actor, item)]}
    before = item.starts_wall
    for name in FIELDS & set(values):
        setattr(item, name, values[name])
    if item.state != "cancelled":
        item.cancel_reason = ""
    _keep_start(item)
    if "clients" in values:
        _set_clients(item, values["clients"])
    _set_links(item, values)
    parties.set_consultants(work, actor, item, values)
    links: list[Any] = [*item.clients, *item.institutions, *item.persons]
    for link in links:
        link.starts_at = item.starts_at
    confidential.set_readers(actor, item, values)
    present.keep_held(item, day_moved=before is not None and before.date() != item.starts_wall.date())
    item.search_text = text_of(item, present.names_of(item))
    work.flush()
    issue_links.keep(work, item, values.get("issues"))
    confidential.add_typed_part(work, actor, item, values)
    for follow_up in values.get("follow_ups", ()):
        add_follow_up(work, actor, item, follow_up)
    for row in item.tasks:
        if row.task_id in set(values.get("finish", ())):
            task_actions.complete(work, actor, row.task)


def add_follow_up(work: Session, actor: User | None, item: Engagement, values: Mapping[str, Any]) -> Task:
    """Add a follow-up that came of an engagement; it belongs to the same clients and institutions."""
    links = {
        "clients": [link.client_id for link in item.clients],
        "institutions": [link.institution_id for link in item.institutions],
    }
    task = task_actions.create(work, actor, {**values, **links})
    task_actions.limit(task, confidential.readers_of(item))
    item.tasks.append(EngagementTask(task=task))
    work.flush()
    return task


def wall_of(values: Mapping[str, Any]) -> datetime:
    """Return the wall time of an engagement's values; of a requested one noon of the day on which it was asked for."""
    if values.get("state") == "requested":
        return datetime.combine(values.get("requested_on") or today_in(values["zone"]), NOON)
    wall: datetime = values["starts_wall"]
    return wall


def _keep_start(item: Engagement) -> None:
    """Let the instant follow the wall time; a requested engagement has the day of its request."""
    if item.state == "requested":
        item.requested_on = item.requested_on or today_in(item.zone)
        item.starts_wall = datetime.combine(item.requested_on, NOON)
    item.starts_at = to_utc(item.starts_wall, item.zone)


def plan(work: Session, actor: User | None, item: Engagement, wall: datetime, zone: str) -> None:
    """Say when a requested engagement will be (naive wall time of a zone)."""
    update(work, actor, item, {"state": "planned", "starts_wall": wall, "zone": zone})


def answered(work: Session, actor: User | None, item: Engagement) -> None:
    """Say that the reply to a letter is here: today, by the clock of the place of the letter."""
    update(work, actor, item, {"replied_on": today_in(item.zone)})


def mark_file(work: Session, item: Engagement, row: EngagementFile, mark: str) -> None:
    """Say what a file of an engagement is: receipt, minutes or nothing (empty)."""
    if row.mark != mark:
        row.mark = mark
        item.updated_at = now()
        work.flush()


def hold(work: Session, actor: User | None, item: Engagement) -> None:
    """Say that a planned engagement took place. Raises ValueError for one without an hour."""
    if item.state == "requested":
        raise ValueError("a requested engagement has no hour yet")
    update(work, actor, item, {"state": "held"})


def cancel(work: Session, actor: User | None, item: Engagement, reason: str) -> None:
    """Say that an engagement did not take place, and why. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a cancelled engagement needs a reason")
    update(work, actor, item, {"state": "cancelled", "cancel_reason": reason.strip()})


def archive(work: Session, _actor: User | None, item: Engagement) -> None:
    """Put an engagement aside: no list, search or report shows it, its address still does."""
    item.archived_at = item.archived_at or now()
    work.flush()


def restore(work: Session, _actor: User | None, item: Engagement) -> None:
    """Take an archived engagement back."""
    item.archived_at = None
    work.flush()


def _set_clients(item: Engagement, client_ids: Collection[int]) -> None:
    """Make these the clients; the follow-ups that came of it follow, so that nobody sees more by them."""
    wanted, have = set(client_ids), {link.client_id for link in item.clients}
    added, dropped = wanted - have, have - wanted
    if not added and not dropped:
        return
    item.clients = [link for link in item.clients if link.client_id not in dropped]
    item.clients += [EngagementClient(client_id=key, starts_at=item.starts_at) for key in sorted(added)]
    for link in item.tasks:
        task_actions.set_links(link.task, "clients", ({row.client_id for row in link.task.clients} - dropped) | added)
    # Only link rows change: without this the record's version would not.
    item.updated_at = now()


def _set_links(item: Engagement, values: Mapping[str, Any]) -> None:
    if "institutions" in values and present.set_institutions(item, values["institutions"]):
        item.updated_at = now()
    if "persons" in values and present.set_people(item, values["persons"]):
        item.updated_at = now()
    for name, (model, column) in PLAIN_LINKS.items():
        if name not in values:
            continue
        links = getattr(item, name)
        wanted, have = set(values[name]), {getattr(link, column) for link in links}
        if wanted != have:
            kept = [link for link in links if getattr(link, column) in wanted]
            setattr(item, name, kept + [model(**{column: key}) for key in sorted(wanted - have)])
            item.updated_at = now()
