"""Clients that an issue may touch, by their trade profile: same sector, same goods, same port of entry."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientChapter, ClientPort, ClientSector
from crm.clients.models.depth import Product
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.issues.models import Issue, IssueClient
from crm.reference.queries import sectors_with_descendants

SHOWN = 8
#: What weighs more: the very goods, then the port, then the sector.
_PRODUCT, _CHAPTER, _PORT, _SECTOR = 8, 4, 2, 1


@dataclass(frozen=True, slots=True)
class Suggested:
    """A client, and in words what it has in common with the issue."""

    client: Client
    why: str


def suggested(user: User, issue: Issue, limit: int = SHOWN) -> list[Suggested]:
    """Return listed clients of this reader, not on the issue (its rows loaded) yet, the closest first: one statement.

    A client that the reader may not see is never suggested, whether the issue touches it or not.
    """
    parts = [part for part in (_products(issue), _chapters(issue), _ports(issue), _sectors(issue)) if part is not None]
    if not parts:
        return []
    same = sa.union(*parts).subquery()
    weight = sa.func.sum(same.c.weight)
    ranked = sa.select(same.c.client_id, weight.label("weight")).group_by(same.c.client_id).subquery()
    on_it = sa.exists().where(IssueClient.issue_id == issue.id, IssueClient.client_id == Client.id, IssueClient.active)
    query = (
        sa.select(Client, ranked.c.weight)
        .join(ranked, ranked.c.client_id == Client.id)
        .where(Client.archived_at.is_(None), Client.status.in_(("active", "prospect")), ~on_it, visible_to(user))
        .order_by(ranked.c.weight.desc(), Client.name_key, Client.id)
        .limit(limit)
    )
    return [Suggested(client, _why(weighed)) for client, weighed in db.session.execute(query)]


def _why(weight: int) -> str:
    words = {
        _PRODUCT: _("same goods"),
        _CHAPTER: _("same HS chapter"),
        _PORT: _("same port"),
        _SECTOR: _("same sector"),
    }
    told = [word for part, word in words.items() if weight & part and not (part == _CHAPTER and weight & _PRODUCT)]
    return ", ".join(told)


def _rows(column: sa.orm.InstrumentedAttribute[int], weight: int, where: sa.ColumnElement[bool]) -> sa.Select[int, int]:
    return sa.select(column.label("client_id"), sa.literal(weight, sa.Integer).label("weight")).where(where).distinct()


def _products(issue: Issue) -> sa.Select[int, int] | None:
    """Goods within a code of the issue, or a heading above one."""
    codes = [row.hs_code for row in issue.hs_codes if len(row.hs_code) > 2]  # noqa: PLR2004 - chapters have their own
    if not codes:
        return None
    above = [code[:4] for code in codes]
    where = sa.or_(*(Product.hs_code.like(f"{code}%") for code in codes), Product.hs_code.in_(above))
    return _rows(Product.client_id, _PRODUCT, where)


def _chapters(issue: Issue) -> sa.Select[int, int] | None:
    codes = sorted({row.hs_code[:2] for row in issue.hs_codes})
    return _rows(ClientChapter.client_id, _CHAPTER, ClientChapter.hs_code.in_(codes)) if codes else None


def _ports(issue: Issue) -> sa.Select[int, int] | None:
    ids = [row.port_id for row in issue.ports]
    return _rows(ClientPort.client_id, _PORT, ClientPort.port_id.in_(ids)) if ids else None


def _sectors(issue: Issue) -> sa.Select[int, int] | None:
    ids = {key for row in issue.sectors for key in sectors_with_descendants(row.sector_id)}
    return _rows(ClientSector.client_id, _SECTOR, ClientSector.sector_id.in_(sorted(ids))) if ids else None
