"""Changes of what a client has: its rows, its tags, its parent, its own fields. They flush, never commit."""

from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.clients import custom, family
from crm.clients.models.client import Client, ClientChapter
from crm.clients.models.depth import Certification, ClientAddress, ClientTag, ClientValue, Product
from crm.core.dates import now
from crm.core.text import fold
from crm.reference.models import CustomField, Tag

#: What a form may set of a row: nothing else of it is taken from a request.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "addresses": ("kind", "street", "postal_code", "city", "state", "country"),
    "certifications": ("kind", "name", "number", "starts_on", "expires_on", "notes"),
    "products": ("hs_code", "description", "direction", "origin_rule", "origin_note"),
}
MODELS: Final[dict[str, type[Any]]] = {
    "addresses": ClientAddress, "certifications": Certification, "products": Product,
}  # fmt: skip


class FamilyError(Exception):
    """A parent that a client cannot have; says why in a sentence for the reader."""


def add_row(work: Session, client: Client, part: str, values: Mapping[str, Any]) -> str:
    """Add an address, certification or product to a client (fetched by `queries.for_edit`).

    Returns the HS chapter that a product brought to the client's own chapters, '' where it brought none.
    """
    row = MODELS[part](client_id=client.id)
    work.add(row)
    return change_row(work, client, part, row, values)


def change_row(work: Session, client: Client, part: str, row: Any, values: Mapping[str, Any]) -> str:
    """Change a row of a client; returns what `add_row` does. The client counts as changed."""
    for name in COLUMNS[part]:
        setattr(row, name, values[name])
    brought = _cover(client, row) if part == "products" else ""
    client.updated_at = now()
    work.flush()
    return brought


def remove_row(work: Session, client: Client, row: Any) -> None:
    """Take a row from a client; what it said stays in the client's history."""
    work.delete(row)
    client.updated_at = now()
    work.flush()


def _cover(client: Client, product: Product) -> str:
    """See that a product's chapter stands among the client's, in its direction: they choose the client's figures."""
    code = product.hs_code[:2]
    chapter = next((row for row in client.chapters if row.hs_code == code), None)
    if chapter is None:
        client.chapters.append(ClientChapter(hs_code=code, direction=product.direction))
        return code
    if chapter.direction not in {product.direction, "both"}:
        chapter.direction = "both"
        return code
    return ""


def set_parent(client: Client, parent_id: int | None) -> None:
    """Put a client under another. Raises FamilyError for itself, for one below it, and for a seventh level."""
    if parent_id == client.parent_id:
        return
    if parent_id is not None:
        family.hold_families()
        line = family.levels_above(parent_id)
        if client.id is not None and parent_id == client.id:
            raise FamilyError(_("A client can't be its own parent."))
        if client.id is not None and client.id in line:
            raise FamilyError(_("This client stands below the one you edit: it can't be its parent."))
        if len(line) + 1 + (family.levels_below(client.id) if client.id else 0) > family.LEVELS:
            raise FamilyError(_("A family of clients has at most six levels."))
    client.parent_id = parent_id


def tags_named(work: Session, names: Iterable[str], has: Container[int] = ()) -> set[int]:
    """Return the ids of these tags; words that are no tag yet become one, an archived one (not in `has`) comes back."""
    wanted = {fold(name): name for name in names if fold(name)}
    known = {tag.name_key: tag for tag in work.execute(sa.select(Tag).where(Tag.name_key.in_(wanted))).scalars()}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Tag(name=name, name_key=key)
            work.add(known[key])
        elif known[key].archived_at is not None and known[key].id not in has:
            # Written anew: somebody needs the word again.
            known[key].archived_at = None
    work.flush()
    return {tag.id for tag in known.values()}


def set_tags(work: Session, client: Client, names: Iterable[str]) -> bool:
    """Give a client these tags and no others; words that are no tag yet become one. Tells whether anything changed."""
    has = {row.tag_id for row in client.tags}
    ids = tags_named(work, names, has)
    client.tags = [row for row in client.tags if row.tag_id in ids] + [
        ClientTag(tag_id=tag_id) for tag_id in sorted(ids - has)
    ]
    return ids != has


def set_own(client: Client, fields: Iterable[CustomField], values: Mapping[int, str]) -> bool:
    """Set a client's values (canonical) of these fields; '' takes one away. Tells whether anything changed."""
    kept, changed = {row.field_id: row for row in client.own_values}, False
    for field in fields:
        if field.id not in values:
            continue
        value, row = values[field.id], kept.get(field.id)
        if value == (row.value if row else ""):
            continue
        changed = True
        if not value and row:
            client.own_values.remove(row)
            continue
        if row is None:
            row = ClientValue(field_id=field.id)
            client.own_values.append(row)
        row.value = value
        row.value_key, row.number = custom.stored(field, value)
    return changed
