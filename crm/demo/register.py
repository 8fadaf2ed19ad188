"""Writes the people of the demo firm: those at its clients, and the holders of posts at institutions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients import role_changes
from crm.clients.models.client import Client
from crm.core.text import fold
from crm.demo.shapes import ContactSpec, EngagementSpec, HolderSpec
from crm.institutions import actions as institution_actions
from crm.institutions.models import Institution, Post
from crm.people import actions as people_actions
from crm.people.models import Person

#: What the words of a title say of the role.
KINDS: Final = {
    "finance": ("finan", "treasur", "contador"), "legal": ("legal", "juridic"),
    "trade": ("aduan", "customs", "exterior", "complian", "cumplim", "export", "logisti"),
    "director": (
        "direc", "gerente", "general", "owner", "president", "founder", "fundador", "propiet", "dueno", "chief",
    ),
}  # fmt: skip
#: Words for those of a body who come instead of its head.
OTHERS_COME: Final = (
    "staff",
    "personal",
    "desk",
    "section",
    "unit",
    "supervisor",
    "enlace",
    "officer",
    "affairs",
    "ventanilla",
)
#: Meetings to which the head of a body comes, where nobody else of it is named.
HEAD_COMES: Final = frozenset({"in_person", "video", "event"})


@dataclass
class Register:
    """Who is where, for the engagements to name them."""

    institutions: Mapping[str, int]
    #: By client: the folded name of each person, and their id.
    at_clients: dict[str, dict[str, int]] = field(default_factory=dict)
    #: By institution: who held its first post, from and to.
    heads: dict[str, list[tuple[int, date, date | None]]] = field(default_factory=dict)

    def present(self, spec: EngagementSpec) -> dict[str, Any]:
        """Return institutions, people and the texts of those who are not in the register."""
        ids, rest = self._named(spec)
        others = any(word in fold(part) for part in rest for word in OTHERS_COME)
        if spec.channel in HEAD_COMES and not others:
            ids += self._head(spec)
        body = self.institutions.get(spec.institution_code)
        return {
            "institutions": [body] if body else [], "institution": "" if body else spec.institution,
            "persons": list(dict.fromkeys(ids)), "people": "; ".join(rest),
        }  # fmt: skip

    def _named(self, spec: EngagementSpec) -> tuple[list[int], list[str]]:
        known = {name: key for slug in spec.clients for name, key in self.at_clients.get(slug, {}).items()}
        ids, rest = [], []
        for part in filter(None, (part.strip() for part in spec.people.split(";"))):
            said = fold(part.partition(",")[0])
            found = [key for name, key in known.items() if name in said]
            ids += found
            rest += [] if found else [part]
        return ids, rest

    def _head(self, spec: EngagementSpec) -> list[int]:
        terms = self.heads.get(spec.institution_code, [])
        return [key for key, first, last in terms if first <= spec.day and (last is None or spec.day <= last)]


def add_register(
    work: Session, clients: Mapping[str, Client], contacts: Sequence[ContactSpec], holders: Sequence[HolderSpec],
    writer: User,
) -> Register:  # fmt: skip
    """Write people, their roles and their posts in the name of `writer`; flushes."""
    rows = work.execute(sa.select(Institution.code, Institution.id).where(Institution.code.is_not(None)))
    register = Register({str(code): key for code, key in rows})
    for contact in contacts:
        person = people_actions.create(work, writer, _person(contact))
        for slug, title, until in contact.roles:
            role = {"title": title, "kind": _kind(title), "to_on": until, "is_primary": contact.is_primary}
            role_changes.add(work, clients[slug], person.id, role)
            register.at_clients.setdefault(slug, {})[fold(f"{contact.given_name} {contact.surname}")] = person.id
    _seat(work, register, holders, writer)
    return register


def _seat(work: Session, register: Register, holders: Iterable[HolderSpec], writer: User) -> None:
    posts = {(post.institution_id, post.title_en): post for post in work.execute(sa.select(Post)).scalars()}
    people: dict[str, Person] = {}
    for spec in holders:
        body = register.institutions[spec.institution]
        person = people.get(spec.email) or people_actions.create(work, writer, _person(spec))
        people[spec.email] = person
        post = posts[body, spec.post]
        term = {"from_on": spec.from_on, "to_on": spec.to_on, "acting": spec.acting}
        institution_actions.name_holder(work, writer, post, person.id, term)
        if post.position == 0:
            register.heads.setdefault(spec.institution, []).append((person.id, spec.from_on, spec.to_on))


def _person(spec: ContactSpec | HolderSpec) -> dict[str, Any]:
    phones = [{"number": spec.phone, "kind": "mobile", "whatsapp": spec.phone.startswith("+52")}] if spec.phone else []
    return {
        "honorific": spec.honorific, "given_name": spec.given_name, "surname": spec.surname,
        "second_surname": spec.second_surname, "language": spec.language, "emails": [spec.email], "phones": phones,
        "do_not_contact": spec.do_not_contact, "consent_source": spec.consent_source, "consent_on": spec.consent_on,
        "privacy_notice_on": spec.consent_on,
    }  # fmt: skip


def _kind(title: str) -> str:
    folded = fold(title)
    return next((kind for kind, stems in KINDS.items() if any(stem in folded for stem in stems)), "other")
