"""Looks for conflicts: names of a client, its family and the other side, against our clients and whom they oppose.

It looks through hidden clients, too: what comes out is kept as hits, and `queries.hits_of` says who is told what.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from crm.clients.models.client import Client
from crm.conflicts.matching import compare, search_keys, telling_words
from crm.conflicts.models import AdverseKey, AdverseParty
from crm.core.bulk import among
from crm.core.feature import registry
from crm.core.find import contains_words
from crm.duplicates.keys import tax_key
from crm.duplicates.kinds import KINDS
from crm.duplicates.queries import COMMON, near
from crm.issues.models import Issue, IssueClient

#: Records that one name is compared with, and hits that are kept: whoever has more must say more precisely whom.
COMPARED: Final = 100
KEPT: Final = 100
#: Members of a family that are searched.
FAMILY: Final = 50
_FIRST: Final = {"adverse": 0, "counterparty": 1, "position": 2, "client": 3, "parent": 4}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for one client: its own names, the other side's, and what it means to hold on issues."""

    client_id: int
    names: tuple[str, ...]
    tax_ids: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    #: for or against by issue.
    positions: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One hit before it is kept; as `ConflictHit`."""

    kind: str
    client_id: int
    searched: str
    matched: str
    why: str
    score: int
    via_client_id: int | None = None
    adverse_id: int | None = None
    issue_id: int | None = None

    @property
    def about(self) -> tuple[object, ...]:
        """Return what two hits agree in that say the same."""
        return self.kind, self.client_id, self.adverse_id, self.issue_id

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return where it stands among the others."""
        return _FIRST[self.kind], -self.score, self.client_id


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that is looked for; `role` is self, family or counterparty."""

    role: str
    text: str
    tax: str = ""
    via: int | None = None


def search(work: Session, wanted: Wanted) -> tuple[list[Found], int, int]:
    """Return the hits, the gravest first, with the numbers of names compared and of records they were compared with."""
    family = family_of(work, [wanted.client_id])
    own = {wanted.client_id, *family}
    names = list(_names(wanted, family))
    kept = registry().merged("client_id")
    clients, parties = _near_clients(work, names), _near_parties(work, names)
    found = list(_against_clients(names, clients, own, kept))
    found += _against_parties(names, parties, own)
    found += _families(work, found, own)
    found += _positions(work, wanted, own)
    best: dict[tuple[object, ...], Found] = {}
    for hit in sorted(found, key=lambda each: each.rank):
        best.setdefault(hit.about, hit)
    return list(best.values()), len(names), len(clients) + len(parties)


def own_names(work: Session, client_id: int) -> tuple[list[str], str]:
    """Return the names of a client, those of records merged into it too, and its tax ID."""
    merged = [other for other, kept in registry().merged("client_id").items() if kept == client_id]
    query = sa.select(Client.id, Client.name, Client.legal_name, Client.tax_id).where(
        among(Client.id, [client_id, *merged])
    )
    rows = sorted(work.execute(query), key=lambda row: (row.id != client_id, row.id))
    names = [name for row in rows for name in (row.name, row.legal_name) if name]
    return list(dict.fromkeys(names)), next((row.tax_id for row in rows if row.id == client_id), "")


def family_of(work: Session, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return parents, subsidiaries and sisters of clients by id: of which of them each is one, and its name."""
    me, other = aliased(Client), aliased(Client)
    query = (
        sa.select(other.id, me.id, other.name)
        .join(other, sa.or_(other.id == me.parent_id, other.parent_id == me.id, other.parent_id == me.parent_id))
        .where(among(me.id, ids), other.id != me.id)
        .order_by(other.id, me.id)
        .limit(FAMILY)
    )
    return {row[0]: (row[1], row[2]) for row in work.execute(query) if row[0] not in ids}


def _names(wanted: Wanted, family: Mapping[int, tuple[int, str]]) -> Iterator[_Name]:
    taxes = [key for tax in wanted.tax_ids if (key := tax_key(tax))]
    for name in dict.fromkeys(wanted.names):
        yield _Name("self", name)
    yield from (_Name("self", key, key) for key in dict.fromkeys(taxes))
    for member, (_whose, name) in family.items():
        yield _Name("family", name, via=member)
    for name in dict.fromkeys(wanted.counterparties):
        yield _Name("counterparty", name)
        # Somebody may be named by a tax ID alone; '7Eleven' is still a name.
        if " " not in name and any(sign.isdigit() for sign in name) and (key := tax_key(name)):
            yield _Name("counterparty", name, key)


def _keys(name: _Name) -> set[str]:
    return {f"tax_id:{name.tax}"} if name.tax else search_keys(name.text)


@dataclass(frozen=True, slots=True)
class _Record:
    """A client or an adverse party (of the client `owner`) with what it is told by."""

    id: int
    owner: int
    names: tuple[str, ...]
    tax: str


def _near_clients(work: Session, names: Sequence[_Name]) -> list[_Record]:
    """Return the clients that share a key with a searched name, or have all of its telling words in theirs."""
    asked = {-number: _keys(name) for number, name in enumerate(names, 1)}
    close = near(work, KINDS["client"], asked, COMPARED)
    ids = {key for some in close.values() for key in some} | set(_having_words(work, names))
    query = sa.select(Client.id, Client.name, Client.legal_name, Client.tax_id).where(among(Client.id, sorted(ids)))
    return [
        _Record(row.id, row.id, tuple(filter(None, (row.name, row.legal_name))), tax_key(row.tax_id))
        for row in (work.execute(query) if ids else ())
    ]


def _having_words(work: Session, names: Sequence[_Name]) -> list[int]:
    wheres = [
        contains_words(Client, Client.search_text, words, names=True)
        for name in names
        if not name.tax and name.role != "family" and (words := telling_words(name.text))
    ]
    query = sa.select(Client.id).where(sa.or_(sa.false(), *wheres)).order_by(Client.id).limit(COMMON)
    return list(work.execute(query).scalars()) if wheres else []


def _near_parties(work: Session, names: Sequence[_Name]) -> list[_Record]:
    keys = set[str]().union(*(_keys(name) for name in names if name.role != "counterparty"))
    query = (
        sa.select(AdverseParty.id, AdverseParty.client_id, AdverseParty.name, AdverseParty.tax_id)
        .where(
            AdverseParty.archived_at.is_(None),
            AdverseParty.id.in_(sa.select(AdverseKey.party_id).where(among(AdverseKey.key, sorted(keys)))),
        )
        .order_by(AdverseParty.id)
    )
    return [_Record(row.id, row.client_id, (row.name,), tax_key(row.tax_id)) for row in work.execute(query)]


def _weigh(name: _Name, record: _Record) -> tuple[int, str, str]:
    """Return score, reason and the text that was met; 0 where nothing was."""
    if name.tax:
        return (100, "tax_id", record.tax) if name.tax == record.tax else (0, "", "")
    return max(
        ((*compare(name.text, text), text) for text in record.names), key=lambda row: row[0], default=(0, "", "")
    )


def _against_clients(
    names: Iterable[_Name], records: Iterable[_Record], own: Collection[int], merged: Mapping[int, int]
) -> Iterator[Found]:
    kinds = {"self": "client", "family": "parent", "counterparty": "counterparty"}
    records = list(records)
    for name in names:
        for record in records:
            client_id = merged.get(record.id, record.id)
            score, why, met = _weigh(name, record)
            if score and client_id not in own:
                yield Found(kinds[name.role], client_id, name.text, met, why, score, name.via)


def _against_parties(names: Iterable[_Name], records: Iterable[_Record], own: Collection[int]) -> Iterator[Found]:
    """Yield the clients of ours that stand against the new one; its own family's adversaries are no news."""
    records = [record for record in records if record.owner not in own]
    for name in names:
        for record in records:
            score, why, met = _weigh(name, record) if name.role != "counterparty" else (0, "", "")
            if score:
                yield Found("adverse", record.owner, name.text, met, why, score, name.via, record.id)


def _families(work: Session, found: Iterable[Found], own: Collection[int]) -> list[Found]:
    """Return the clients of the families of those that the matter stands against."""
    by_client = {hit.client_id: hit for hit in found if hit.kind == "counterparty"}
    relatives = family_of(work, list(by_client)) if by_client else {}
    return [
        Found("parent", member, by_client[whose].searched, name, "family", by_client[whose].score, whose)
        for member, (whose, name) in relatives.items()
        if member not in own
    ]


def _positions(work: Session, wanted: Wanted, own: Collection[int]) -> list[Found]:
    """Return the clients that hold the opposite on the same issue."""
    meant = wanted.positions or {}
    opposite = {"for": "against", "against": "for"}
    query = (
        sa.select(IssueClient.client_id, IssueClient.issue_id, IssueClient.position)
        .join(Issue, Issue.id == IssueClient.issue_id)
        .where(among(IssueClient.issue_id, sorted(meant)), IssueClient.active, Issue.archived_at.is_(None))
        .order_by(IssueClient.issue_id, IssueClient.client_id)
    )
    return [
        Found("position", row.client_id, meant[row.issue_id], row.position, "position", 100, issue_id=row.issue_id)
        for row in (work.execute(query) if meant else ())
        if row.client_id not in own and row.position == opposite.get(meant[row.issue_id])
    ]


def keys_of_party(party: AdverseParty) -> set[str]:
    """Return the keys by which an adverse party is found."""
    tax = tax_key(party.tax_id)
    return search_keys(party.name) | ({f"tax_id:{tax}"} if tax else set())
