"""Runs checks, judges hits, keeps adverse parties. They flush within an open unit of work, never commit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.conflicts.models import AdverseKey, AdverseParty, ConflictCheck, ConflictHit, ConflictPosition
from crm.conflicts.notices import ask_for_decision
from crm.conflicts.search import KEPT, Found, Wanted, keys_of_party, own_names, search
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.text import fold

#: What the form of an adverse party sets.
PARTY: Final = ("name", "tax_id", "relation", "note")
#: What a decision sets beside the state.
DECISION: Final = ("decision_note", "waiver", "waiver_by", "waiver_on")


def lines_of(text: str) -> list[str]:
    """Return what stands on the lines of a text, each once."""
    return list(dict.fromkeys(line for each in text.splitlines() if (line := " ".join(each.split())[:200])))


def run(work: Session, actor: User, client: Client, values: Mapping[str, Any]) -> ConflictCheck:
    """Check a client: keep what was searched and each hit; one without hits is clear.

    `values`: opportunity_id, names, tax_id, counterparties (texts, one a line), positions (for or against by issue);
    `at` where it was not now.
    Counterparties become adverse parties of the client.
    """
    known, own_tax = own_names(work, client.id)
    typed = lines_of(values.get("names", ""))
    parties = lines_of(values.get("counterparties", ""))
    positions = dict(values.get("positions") or {})
    wanted = Wanted(
        client.id, (*known, *typed), tuple(filter(None, (own_tax, values.get("tax_id")))), tuple(parties), positions
    )
    found, compared, looked_through = search(work, wanted)
    moment = values.get("at") or now()
    check = ConflictCheck(
        client_id=client.id, opportunity_id=values.get("opportunity_id"), names="\n".join(typed),
        tax_id=values.get("tax_id") or "", counterparties="\n".join(parties), compared=compared,
        looked_through=looked_through, cut=len(found) > KEPT, run_at=moment, run_by_id=actor.id,
        state="open" if found else "clear", decided_at=None if found else moment,
    )  # fmt: skip
    work.add(check)
    work.flush()
    work.add_all(ConflictPosition(check_id=check.id, issue_id=key, position=side) for key, side in positions.items())
    work.add_all(_hit(check.id, each) for each in found[:KEPT])
    _keep_parties(work, actor, client.id, parties)
    work.flush()
    if found:
        ask_for_decision(work, actor, check)
    return check


def _hit(check_id: int, found: Found) -> ConflictHit:
    return ConflictHit(
        check_id=check_id, kind=found.kind, client_id=found.client_id, via_client_id=found.via_client_id,
        adverse_id=found.adverse_id, issue_id=found.issue_id, searched=found.searched[:200],
        matched=found.matched[:200], why=found.why, score=found.score, state="open", reason="",
    )  # fmt: skip


def _keep_parties(work: Session, actor: User, client_id: int, names: Iterable[str]) -> None:
    """Add those that the client does not have yet, archived ones included."""
    query = sa.select(AdverseParty.name_key).where(AdverseParty.client_id == client_id)
    known = set(work.execute(query).scalars())
    for name in names:
        if fold(name)[:300] not in known:
            add_party(work, actor, client_id, {"name": name})


def judge(work: Session, actor: User, check: ConflictCheck, hit: ConflictHit, verdict: tuple[str, str]) -> None:
    """Confirm or dismiss a hit (state and reason), or let it be open again; the check's version rises with it."""
    hit.state, hit.reason = verdict
    hit.judged_by_id, hit.judged_at = (None, None) if hit.state == "open" else (actor.id, now())
    check.updated_at = now()
    work.flush()


def decide(work: Session, actor: User, check: ConflictCheck, state: str, values: Mapping[str, Any]) -> None:
    """Decide on a check (`at`: not now); whether it may be, says `checks.refusal`."""
    check.state, check.decided_by_id, check.decided_at = state, actor.id, values.get("at") or now()
    for name in DECISION:
        setattr(check, name, values.get(name) or (None if name == "waiver_on" else ""))
    work.flush()


def reopen(work: Session, check: ConflictCheck) -> None:
    """Let a decision be open again; its words stay until the next one."""
    check.state, check.decided_by_id, check.decided_at = "open", None, None
    work.flush()


def add_party(work: Session, actor: User, client_id: int, values: Mapping[str, Any]) -> AdverseParty:
    """Add an adverse party of a client."""
    party = AdverseParty(client_id=client_id, created_by_id=actor.id, tax_id="", relation="other", note="")
    work.add(party)
    change_party(work, party, values)
    return party


def change_party(work: Session, party: AdverseParty, values: Mapping[str, Any]) -> None:
    """Change an adverse party, and the keys by which it is found."""
    for name in PARTY:
        if name in values:
            setattr(party, name, values[name])
    work.flush()
    work.execute(sa.delete(AdverseKey).where(AdverseKey.party_id == party.id))
    keys = [{"key": key[:260], "party_id": party.id} for key in sorted(keys_of_party(party))]
    insert_many(work, AdverseKey, keys, missing=True)


def archive_party(work: Session, party: AdverseParty) -> None:
    """Put an adverse party aside: no check finds it, its address still shows it."""
    party.archived_at = party.archived_at or now()
    work.flush()


def restore_party(work: Session, party: AdverseParty) -> None:
    """Take an archived one back."""
    party.archived_at = None
    work.flush()
