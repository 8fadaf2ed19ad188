"""Changes of issues, their updates and follow-ups. They flush within an open unit of work, never commit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.text import fold
from crm.issues.models import (
    Issue,
    IssueCitation,
    IssueHs,
    IssueInstitution,
    IssuePort,
    IssueSector,
    IssueTask,
    IssueUpdate,
)
from crm.issues.queries import latest_updates
from crm.tasks import actions as task_actions
from crm.tasks.models import Task

#: What `values` may set on the record itself.
FIELDS: Final = (
    "title_en", "title_es", "kind", "state", "description", "recommendation", "usmca_chapter", "usmca_article",
    "owner_id", "effective_on", "comments_due_on", "value_amount", "value_currency", "value_period", "value_note",
)  # fmt: skip
#: Rows by the value's name: the link model and its column. `citations` are rows with values of their own.
LINKS: Final[Mapping[str, tuple[Any, str]]] = {
    "hs_codes": (IssueHs, "hs_code"), "sectors": (IssueSector, "sector_id"), "ports": (IssuePort, "port_id"),
    "institutions": (IssueInstitution, "institution_id"),
}  # fmt: skip
CITATION: Final = ("source", "text", "cited_on", "url")


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Issue:
    """Add an issue. Required: title_en or title_es, kind; see FIELDS, LINKS; `citations`: mappings, see CITATION."""
    issue = Issue(
        year=now().year, created_by_id=actor.id if actor else None, state="watch", citations=[], hs_codes=[],
        sectors=[], ports=[], institutions=[],
    )  # fmt: skip
    _set(issue, values)
    work.add(issue)
    work.flush()
    # The number is part of the text, and known only now.
    issue.search_text = text_of(issue)
    work.flush()
    return issue


def update(work: Session, issue: Issue, values: Mapping[str, Any]) -> None:
    """Change an issue (its rows loaded by `queries.for_edit`): only the values given."""
    _set(issue, values)
    issue.search_text = text_of(issue)
    work.flush()


def archive(work: Session, issue: Issue) -> None:
    """Take an issue out of lists, search and key dates; its address still shows it."""
    issue.archived_at = issue.archived_at or now()
    work.flush()


def restore(work: Session, issue: Issue) -> None:
    """Put an archived issue back."""
    issue.archived_at = None
    work.flush()


def add_update(
    work: Session, actor: User | None, issue: Issue, values: Mapping[str, Any], at: datetime | None = None
) -> IssueUpdate:
    """Say how an issue stands (`colour`, `text`), now or at an instant; the colour of the latest is the issue's."""
    row = IssueUpdate(
        issue_id=issue.id, at=at or now(), colour=values["colour"], text=values["text"],
        author_id=actor.id if actor else None,
    )  # fmt: skip
    work.add(row)
    work.flush()
    issue.colour = latest_updates([issue.id])[issue.id][0].colour
    issue.updated_at = now()
    work.flush()
    return row


def add_task(work: Session, actor: User | None, issue: Issue, values: Mapping[str, Any]) -> Task:
    """Add a follow-up of an issue (values of a task); it belongs to the issue's institutions, too.

    The link row has no trail: which clients a follow-up is for is told by the follow-up alone.
    """
    bodies = [link.institution_id for link in issue.institutions]
    task = task_actions.create(work, actor, {**values, "institutions": bodies})
    work.add(IssueTask(issue_id=issue.id, task_id=task.id))
    work.flush()
    return task


def text_of(issue: Issue) -> str:
    """Return the folded text that finds an issue: nothing of its clients is in it."""
    citations = [row.text for row in issue.citations]
    codes = [row.hs_code for row in issue.hs_codes]
    texts = (issue.number, issue.title_en, issue.title_es, issue.description, issue.recommendation)
    return fold("\n".join([*(text or "" for text in texts), *citations, *codes]))


def _set(issue: Issue, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(FIELDS) - set(LINKS) - {"citations"}
    if unknown:
        raise KeyError(*unknown)
    for name in FIELDS:
        if name in values:
            setattr(issue, name, values[name])
    for name in LINKS:
        if name in values:
            _set_links(issue, name, values[name])
    if "citations" in values:
        _set_citations(issue, values["citations"])


def _set_links(issue: Issue, name: str, wanted: Collection[Any]) -> None:
    model, key = LINKS[name]
    have = {getattr(link, key) for link in getattr(issue, name)}
    if have == set(wanted):
        return
    kept = [link for link in getattr(issue, name) if getattr(link, key) in wanted]
    setattr(issue, name, kept + [model(**{key: each}) for each in sorted(set(wanted) - have)])
    # Only link rows change: without this the record's version would not.
    issue.updated_at = now()


def _set_citations(issue: Issue, wanted: Sequence[Mapping[str, Any]]) -> None:
    rows = [{name: each.get(name) or (None if name == "cited_on" else "") for name in CITATION} for each in wanted]
    if rows == [{name: getattr(row, name) for name in CITATION} for row in issue.citations]:
        return
    old = list(issue.citations)
    found = []
    for place, row in enumerate(rows):
        same = next((each for each in old if {name: getattr(each, name) for name in CITATION} == row), None)
        if same is None:
            same = IssueCitation(**row)
        else:
            old.remove(same)
        same.position = place
        found.append(same)
    issue.citations = found
    issue.updated_at = now()
