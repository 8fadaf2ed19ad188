"""The trail of an institution and of its posts in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.core.dates import instant, long_date
from crm.core.i18n import language
from crm.core.phones import phone_text
from crm.files.queries import names_of as file_names
from crm.institutions import queries
from crm.institutions.labels import CLASSES, GIFT_RULES, HOLIDAYS, KINDS, LEVELS, MEETING_RULES
from crm.people.queries import names_of
from crm.reference.queries import countries, states

LABELS: Final = {
    "name_en": _l("Name in English"), "name_es": _l("Name in Spanish"), "short": _l("Short name"), "kind": _l("Kind"),
    "level": _l("Level"), "country": _l("Country"), "state": _l("State where it sits"), "city": _l("City"),
    "parent_id": _l("Part of"), "gift_rule": _l("Gifts"), "meeting_rule": _l("How a meeting is asked for"),
    "holidays": _l("Closed on"), "website": _l("Website"), "phone": _l("Phone"), "email": _l("E-mail"),
    "address": _l("Address"), "notes": _l("Notes"), "archived_at": _l("Archived"), "files": _l("Files"),
    "archived_file": _l("Archived file"),
    "title_en": _l("Title in English"), "title_es": _l("Title in Spanish"), "official_class": _l("Official class"),
    "class_source": _l("Source of the class"), "class_checked_on": _l("Looked up on"), "holders": _l("Held by"),
    "code": _l("Shipped as"), "certainty": _l("Certainty"), "translated": _l("Name is our translation"),
    "institution_id": _l("Institution"), "position": _l("Place in the list"),
    "merged_from": _l("Merged with"), "merged_into": _l("Merged into"), "apart_from": _l("Not the same as"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts an institution's or a post's values into words for a reader."""
    speaks = language()
    return {
        "kind": _from(KINDS), "level": _from(LEVELS), "gift_rule": _from(GIFT_RULES), "holidays": _from(HOLIDAYS),
        "meeting_rule": _from(MEETING_RULES), "official_class": _from(CLASSES),
        "country": lambda _values: {row.code: row.title(speaks) for row in countries()},
        "state": lambda _values: {row.code: row.title(speaks) for row in states()},
        "parent_id": _bodies, "institution_id": _bodies, "merged_into": _bodies, "apart_from": _bodies,
        "phone": lambda values: {value: phone_text(value) for value in values},
        "class_checked_on": lambda values: {v: long_date(date.fromisoformat(v), speaks) for v in values},
        "archived_at": lambda values: {v: instant(datetime.fromisoformat(v), user.time_zone, speaks) for v in values},
        "files": file_names, "archived_file": file_names,
        "holders": lambda values: _holders(user, values),
    }  # fmt: skip


def _from(known: Mapping[str, Any]) -> Resolver:
    return lambda _values: {value: str(label) for value, label in known.items()}


def _bodies(values: Sequence[Any]) -> Mapping[Any, str]:
    return {body.id: body.name(language()) for body in queries.with_ids(values)}


def _holders(user: User, values: Sequence[Any]) -> Mapping[Any, str]:
    """Tell '12 2024-01-01 acting' as 'Luz Mora (Jan 1, 2024, acting)'."""
    parts = {value: str(value).split(" ") for value in values}
    names = names_of(user, [int(words[0]) for words in parts.values()])
    told = {}
    for value, (number, *details) in parts.items():
        said = [
            _("acting") if word == "acting" else long_date(date.fromisoformat(word), language()) for word in details
        ]
        name = names.get(int(number), "—")
        told[value] = _("%(what)s (%(detail)s)", what=name, detail=", ".join(said)) if said else name
    return told
