"""Adds engagements of a chunk with all of their rows, by a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.adding import add_many, link_text, trail_added
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.importing import ImportRow
from crm.engagements import actions, parties, present
from crm.engagements.forms import AHEAD
from crm.engagements.importing.settle import starts_at
from crm.engagements.models import (
    Engagement,
    EngagementChapter,
    EngagementClient,
    EngagementConsultant,
    EngagementInstitution,
    EngagementPerson,
    EngagementSector,
    EngagementUsmca,
)
from crm.engagements.record_forms import DAYS
from crm.engagements.search_text import text_of

#: By value: the link model, its columns after the engagement's id, and whether it repeats the start. The trail's order.
LINKS: Final[Mapping[str, tuple[Any, str, bool]]] = {
    "clients": (EngagementClient, "client_id", True),
    "institutions": (EngagementInstitution, "institution_id", True),
    "persons": (EngagementPerson, "person_id", True),
    "consultants": (EngagementConsultant, "user_id", False),
    "usmca": (EngagementUsmca, "chapter_number", False),
    "sectors": (EngagementSector, "sector_id", False),
    "chapters": (EngagementChapter, "hs_code", False),
}

#: What an empty cell means for a column that holds no text.
EMPTY: Final[Mapping[str, Any]] = dict.fromkeys(("minutes", *DAYS)) | {"name_officials": True}


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add engagements as `actions.create` does: who met the consul met the consulate, and what each one was then."""
    found = [_filled(row.values) for row in rows]
    people = {key for values in found for key in values["persons"]}
    known = present.standings(people, {key for values in found for key in values["clients"]})
    for values in found:
        if not values["institutions"] and not values["institution"]:
            values["institutions"] = known.institutions(values["persons"], _day(values))
    firm = parties.firm_roles(work, {key for values in found for key in values["consultants"]})
    names = present.all_names({key for values in found for key in values["institutions"]}, people)
    records = [_record(user, values, names) for values in found]
    ids = add_many(work, Engagement, records)
    links: dict[str, list[dict[str, Any]]] = {name: [] for name in LINKS}
    told: dict[int, list[list[Any]]] = {key: [] for key in ids}
    for key, values, record in zip(ids, found, records, strict=True):
        said = known.held_on(values["persons"], _day(values), values["institutions"], values["clients"])
        for name, (_model, column, repeats) in LINKS.items():
            for linked in values[name]:
                link: dict[str, Any] = {column: linked}
                shown = dict(link)
                if name == "persons":
                    link |= asdict(said.get(linked, present.NOTHING))
                    shown |= {"held_en": link["held_en"]}
                if name == "consultants":
                    link |= {"role": parties.first_role(user, linked), "firm_role": firm.get(linked, "")}
                told[key].append([name, None, link_text(**shown)])
                start = {"starts_at": record["starts_at"]} if repeats else {}
                links[name].append({"engagement_id": key, **link, **start})
    for name, made in links.items():
        insert_many(work, LINKS[name][0], made)
    trail_added(work, Engagement, records, ids, told)
    return ids


def _day(values: Mapping[str, Any]) -> date:
    return actions.wall_of(values).date()


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a settled row's values with all that an engagement has."""
    start = starts_at(values)
    plain = {name: values.get(name) for name in actions.FIELDS}
    filled = {name: EMPTY.get(name, "") if value is None else value for name, value in plain.items()}
    filled["starts_wall"] = actions.wall_of(values)
    filled["channel"] = values.get("channel") or "in_person"
    filled["state"] = values.get("state") or ("planned" if start > now() + AHEAD else "held")
    return filled | {"starts_at": start} | {name: list(values.get(name) or ()) for name in LINKS}


def _record(user: User, values: Mapping[str, Any], names: present.Names) -> dict[str, Any]:
    record = {name: values[name] for name in (*actions.FIELDS, "starts_at")}
    search_text = text_of(record, names.of(values["institutions"], values["persons"]))
    return record | {"search_text": search_text, "created_by_id": user.id, "archived_at": None}
