"""What is at stake for clients in the open issues that touch them, as those issues state it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.issues.models import Issue, IssueClient
from crm.issues.queries import OPEN
from crm.issues.visibility import touched

#: Of issues with a value, as many as one line tells.
SHOWN = 3


def at_stake(user: User, client_ids: Collection[int]) -> Mapping[int, Sequence[Issue]]:
    """Return by client its open issues with a value at stake, US$ before MXN, the largest first.

    Amounts are never added: they are of other periods, currencies and parties. One statement.
    """
    found: dict[int, list[Issue]] = defaultdict(list)
    for client_id, issue in db.session.execute(_stakes(user), {"ids": list(client_ids)}) if client_ids else ():
        found[client_id].append(issue)
    return found


@per_reader
def _stakes(user: Reader) -> sa.Select[int, Issue]:
    ids = IssueClient.client_id.in_(sa.bindparam("ids", expanding=True))
    return (
        sa.select(IssueClient.client_id, Issue)
        .join(Issue, Issue.id == IssueClient.issue_id)
        .where(ids, touched(user), OPEN, Issue.value_amount.is_not(None))
        .order_by(Issue.value_currency.desc(), Issue.value_amount.desc(), Issue.id)
    )


def rank(issues: Sequence[Issue]) -> tuple[Decimal, Decimal]:
    """Return the largest amount in US$ and in MXN, zero for none: what clients are put in order by."""

    def largest(currency: str) -> Decimal:
        amounts = [issue.value_amount for issue in issues if issue.value_currency == currency and issue.value_amount]
        return max(amounts, default=Decimal(0))

    return largest("USD"), largest("MXN")
