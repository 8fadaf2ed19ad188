"""The table of opportunities: one statement for a page of rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.db import Exact, db
from crm.core.listing import PAGE, Page, Sort, fetch_page
from crm.lists.declared import ListPage
from crm.pipeline.columns import columns, load
from crm.pipeline.filters import PipelineFilter, conditions, read_filter, sound
from crm.pipeline.models import Opportunity
from crm.pipeline.queries import BY_EXPECTED, with_names
from crm.pipeline.visibility import visible_to

#: One without a value is worth nothing to an order by value, on both engines; dollars and pesos are not mixed up.
_VALUE: Final = sa.type_coerce(sa.func.coalesce(Opportunity.value_amount, sa.literal(Decimal(0), Exact())), Exact())
_SORTS: Final = {
    "expected": Sort(BY_EXPECTED),
    "moved": Sort((Opportunity.stage_since.expression, Opportunity.id.expression), descending=True),
    "title": Sort((Opportunity.title_key.expression, Opportunity.id.expression)),
    "value": Sort((Opportunity.value_currency.expression, _VALUE, Opportunity.id.expression), descending=True),
}


def page_of(user: User, wanted: PipelineFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of opportunities with the names of client and lead."""
    query = sa.select(Opportunity).where(*conditions(user, wanted)).options(*with_names())
    page = fetch_page(query, _SORTS[wanted.sort], cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Opportunity.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Opportunity).where(Opportunity.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "opportunities", _l("Opportunities"), "pipeline.table", Permission.OPPORTUNITY_READ, columns, sound, _fetch, load,
    _ids, _seen,
)  # fmt: skip
