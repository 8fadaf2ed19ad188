"""A filter of the list of clients in words: one chip for each thing asked, each with the parts that ask it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from crm.accounts.queries import people_by_id
from crm.clients import custom
from crm.clients.custom import Asked
from crm.clients.filters import ClientFilter
from crm.clients.forms.client import STATUS_LABELS
from crm.lists.declared import Chip
from crm.reference.models import CustomField
from crm.reference.queries import sectors_by_id, states_by_code, tags_by_id


def chips(wanted: ClientFilter, speaks: str) -> list[Chip]:
    """Return a filter as its reader says it."""
    plain: list[tuple[str, object, Callable[[], str]]] = [
        ("q", wanted.q, lambda: f"“{wanted.q}”"),
        ("sector", wanted.sector, lambda: _title(sectors_by_id(), wanted.sector, speaks)),
        ("state", wanted.state, lambda: _title(states_by_code(), wanted.state, speaks)),
        ("status", wanted.status, lambda: str(STATUS_LABELS[wanted.status])),
        ("lead", wanted.lead, lambda: _lead(wanted.lead)),
        ("tag", wanted.tag, lambda: _tag(wanted.tag)),
        ("archived", wanted.archived, lambda: str(_("Archived ones"))),
    ]
    found = [Chip(says(), (name,)) for name, asked, says in plain if asked]
    by_id = {field.id: field for field in custom.fields()}
    for key, asked in wanted.own:
        field = by_id[key]
        text = _("%(field)s: %(what)s", field=field.title(speaks), what=_own(field, asked, speaks))
        found.append(Chip(text, tuple(custom.asked_args(field, asked))))
    return found


def _own(field: CustomField, asked: Asked, speaks: str) -> str:
    if not isinstance(asked, tuple):
        return f"“{asked}”" if field.kind == "text" else custom.said(field, asked, speaks)
    low, high = (custom.said(field, end, speaks) if end else "" for end in asked)
    if low and high:
        return str(_("%(low)s to %(high)s", low=low, high=high))
    return str(_("from %(low)s", low=low) if low else _("up to %(high)s", high=high))


def _title(known: Mapping[Any, Any], key: object, speaks: str) -> str:
    row = known.get(key)
    return str(row.title(speaks)) if row is not None else "—"


def _lead(user_id: int | None) -> str:
    user = people_by_id().get(user_id or 0)
    return str(_("Account lead: %(name)s", name=user.name if user else "—"))


def _tag(tag_id: int | None) -> str:
    tag = tags_by_id().get(tag_id or 0)
    return str(_("Tag: %(name)s", name=tag.name if tag else "—"))
