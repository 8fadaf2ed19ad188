"""What a form is told while it is written and when it is saved: the visible records that it resembles."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm.accounts.models import User
from crm.core.like import Alike
from crm.core.phones import check_phone
from crm.duplicates.kinds import KINDS, Kind, address_of
from crm.duplicates.likeness import Likeness
from crm.duplicates.queries import alike, wanted_of

#: Records that a form is told of.
SHOWN: Final = 5
#: The longest text of a field that is weighed.
LONGEST: Final = 254


def like(page: str, user: User, values: Mapping[str, Any]) -> Sequence[Alike]:
    """Return at most five visible records that these values of a form resemble, the most alike first.

    `values` are those for the feature's own actions, with `id` for a record that is there already.
    """
    kind = KINDS[page]
    found = alike(user, kind, kind.facts(values), SHOWN)
    return [_told(kind, likeness, choice) for likeness, choice in _named(user, kind, found)] if found else []


def _named(user: User, kind: Kind, found: list[tuple[int, Likeness]]) -> list[tuple[Likeness, Any]]:
    choices = {choice.id: choice for choice in kind.named(user, [key for key, _likeness in found])}
    return [(likeness, choices[key]) for key, likeness in found if key in choices]


def _told(kind: Kind, likeness: Likeness, choice: Any) -> Alike:
    why = ", ".join(str(reason) for reason in wanted_of(kind).reasons(likeness))
    return Alike(choice.id, choice.name, choice.place, why, address_of(kind, choice.id))


def typed_values(page: str, args: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed so far as values for `like`; a number is made E.164 where it can be."""
    kind = KINDS[page]
    names = (*kind.columns, "email", "website")
    values: dict[str, Any] = {name: " ".join(args.get(name, "").split())[:LONGEST] for name in names}
    typed = args.get("id", "")
    values["id"] = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0  # noqa: PLR2004
    parent = str(values.pop("parent_id", ""))
    values["parent_id"] = int(parent) if parent.isascii() and parent.isdecimal() and len(parent) < 10 else None  # noqa: PLR2004
    phone = _phone(args.get("phone", ""), args.get("country", "") or "MX")
    values |= {
        "phone": phone,
        "phones": [phone] if phone else [],
        "emails": [values["email"]] if values["email"] else [],
    }
    return values


def _phone(typed: str, country: str) -> str:
    try:
        return check_phone(typed[:40], country[:2]) if typed else ""
    except ValueError:
        return ""
