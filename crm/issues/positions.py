"""Changes of what clients have to do with an issue. They flush within an open unit of work, never commit.

None touches the issue: see `IssueClient`.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.issues.models import IssueClient
from crm.issues.visibility import visible_to


def add(work: Session, issue_id: int, client_id: int, position: str, ask: str) -> IssueClient | None:
    """Say that an issue touches a client; None where it is said already. One taken off before comes back.

    Raises UniqueTakenError at the end of the unit of work where somebody says so in the same moment.
    """
    query = sa.select(IssueClient).where(IssueClient.issue_id == issue_id, IssueClient.client_id == client_id)
    row = work.execute(query.with_for_update()).scalar_one_or_none()
    if row is not None and row.active:
        return None
    if row is None:
        row = IssueClient(issue_id=issue_id, client_id=client_id)
        work.add(row)
    row.active, row.position, row.ask = True, position, ask
    work.flush()
    return row


def for_edit(work: Session, user: User, issue_id: int, client_id: int) -> IssueClient | None:
    """Return the row of a client that the user may see, locked; None where the issue does not touch it."""
    query = sa.select(IssueClient).where(
        IssueClient.issue_id == issue_id, IssueClient.client_id == client_id, IssueClient.active, visible_to(user)
    )
    query = query.with_for_update(of=IssueClient).execution_options(populate_existing=True)
    return work.execute(query).scalar_one_or_none()


def change(work: Session, row: IssueClient, position: str, ask: str) -> None:
    """Change a client's position and ask."""
    row.position, row.ask = position, ask
    work.flush()


def remove(work: Session, row: IssueClient) -> None:
    """Take a client off an issue; the row stays for its history."""
    row.active = False
    work.flush()
