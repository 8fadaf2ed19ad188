"""Who may see an engagement, and who its sensitive parts."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.engagements.confidential_models import EngagementPart, EngagementPartReader, EngagementReader
from crm.engagements.models import Engagement, EngagementClient


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Engagement for this reader: those who may see all of its clients.

    Of them only its author and its readers where it names any: no role opens it. But where none of those has an
    account in use any more, the partners do: nothing is closed to everybody.
    """
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(EngagementClient)
    hidden = sa.exists().where(link.engagement_id == Engagement.id, hidden_client(user, link.client_id))
    reader = aliased(EngagementReader)
    named = sa.exists().where(reader.engagement_id == Engagement.id, reader.user_id == user.id)
    reads = [~Engagement.limited, Engagement.created_by_id == user.id, named]
    if user.role == Role.PARTNER:
        row = aliased(EngagementReader)
        reads.append(_nobody_left(row, row.engagement_id == Engagement.id, row.user_id, Engagement.created_by_id))
    return sa.and_(sa.or_(*reads), ~hidden)


@per_reader
def part_visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on EngagementPart for a reader who sees the engagement (`visible_to`): author and readers."""
    reader = aliased(EngagementPartReader)
    named = sa.exists().where(reader.part_id == EngagementPart.id, reader.user_id == user.id)
    reads = [EngagementPart.author_id == user.id, named]
    if user.role == Role.PARTNER:
        row = aliased(EngagementPartReader)
        reads.append(_nobody_left(row, row.part_id == EngagementPart.id, row.user_id, EngagementPart.author_id))
    return sa.or_(*reads)


def _nobody_left(
    row: type[EngagementReader] | type[EngagementPartReader],
    here: sa.ColumnElement[bool],
    reader_id: InstrumentedAttribute[int],
    author_id: InstrumentedAttribute[int | None],
) -> sa.ColumnElement[bool]:
    """Return whether neither the author nor any reader has an account in use."""
    account, author = aliased(User), aliased(User)
    reader = sa.exists(sa.select(account.id).select_from(row).join(account, account.id == reader_id)
                       .where(here, account.active).correlate_except(row, account))  # fmt: skip
    wrote = sa.exists().where(author.id == author_id, author.active)
    return ~reader & ~wrote
