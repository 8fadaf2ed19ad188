"""The trail of a person in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.audit.words import Resolver
from crm.core.dates import instant, long_date
from crm.core.i18n import language
from crm.core.phones import phone_text
from crm.files.queries import names_of as file_names
from crm.people.labels import LANGUAGES, PHONE_KINDS, PREFERRED
from crm.people.queries import names_of

LABELS: Final = {
    "honorific": _l("Title"), "given_name": _l("Given name"), "surname": _l("Surname"),
    "second_surname": _l("Second surname"), "language": _l("Language"), "preferred_channel": _l("Preferred channel"),
    "do_not_contact": _l("Do not contact"), "consent_source": _l("Where the data came from"),
    "consent_on": _l("Agreed on"), "privacy_notice_on": _l("Privacy notice given on"), "notes": _l("Notes"),
    "phones": _l("Phones"), "emails": _l("E-mail"), "created_by_id": _l("Written by"), "archived_at": _l("Archived"),
    "files": _l("Files"), "archived_file": _l("Archived file"), "apart_from": _l("Not the same as"),
    "merged_from": _l("Merged with"), "merged_into": _l("Merged into"),
    "limited": _l("Only for those who could see both records"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a person's values into words for a reader."""
    speaks, zone = language(), user.time_zone
    return {
        "language": _from(LANGUAGES),
        "preferred_channel": _from(PREFERRED),
        "phones": _phones,
        "apart_from": lambda values: _persons(user, values),
        "files": file_names,
        "archived_file": file_names,
        "consent_on": _days,
        "privacy_notice_on": _days,
        "created_by_id": lambda _values: {user.id: user.name for user in consultants(active_only=False)},
        "archived_at": lambda values: {v: instant(datetime.fromisoformat(v), zone, speaks) for v in values},
        "merged_into": lambda values: _persons(user, values),
    }


def _persons(user: User, values: Sequence[Any]) -> Mapping[Any, str]:
    known = names_of(user, values)
    return {value: known.get(value) or _("somebody who is not open to you") for value in values}


def _from(known: Mapping[str, Any]) -> Resolver:
    return lambda _values: {value: str(label) for value, label in known.items()}


def _phones(values: Sequence[Any]) -> Mapping[Any, str]:
    told = {}
    for value in values:
        number, _blank, kind = str(value).partition(" ")
        told[value] = " · ".join(filter(None, (phone_text(number), str(PHONE_KINDS.get(kind, kind)))))
    return told


def _days(values: Sequence[Any]) -> Mapping[Any, str]:
    return {value: long_date(datetime.fromisoformat(value).date(), language()) for value in values}
