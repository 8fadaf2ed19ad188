"""Every column that refers to a client, person or institution, and what a merge makes of it.

A new foreign key to one of these tables fails tests/merges/test_relations.py until it stands here. The walk uses the
metadata, so that features above this one are covered without being imported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crm.core.db import Base


@dataclass(frozen=True, slots=True)
class Relation:
    """One foreign key. Its rows move to the record that is kept, unless `stays` says why they do not.

    A row whose twin the kept record has already is dropped, and remembered. Twins agree in `same`; where that is
    empty, in the rest of the primary key or of a unique constraint that holds the column.
    """

    table: str
    column: str
    stays: str = ""
    same: tuple[str, ...] = ()
    #: A mark that one row of a record has at most: it stays with the kept record's row.
    single: str = ""
    #: Order among the rows of a record: those that move come after the others.
    shift: str = ""
    #: A column and the value that covers two that differ: of a twin, for the row that remains.
    widen: tuple[str, str | bool] = ("", "")
    #: Columns that the remaining row takes from its dropped twin where it has nothing itself.
    fill: tuple[str, ...] = ()
    #: The record on the row's other side: its version rises, since whoever edits it now would write the old id again.
    touch: str = ""


_ROLE = ("title", "kind", "from_on", "to_on")
_ACCESS = "copied to the kept record as far as nobody sees more by it; see crm/merges/access.py"

#: By the page of the record.
RELATIONS: Final[Mapping[str, tuple[Relation, ...]]] = {
    "client": (
        Relation("client", "parent_id"),
        Relation("client_sector", "client_id", single="is_primary"),
        Relation("client_chapter", "client_id", widen=("direction", "both")),
        Relation("client_port", "client_id"),
        Relation("client_state", "client_id"),
        Relation("client_tag", "client_id"),
        Relation("client_series", "client_id"),
        Relation("client_value", "client_id"),
        Relation("client_member", "client_id", stays=_ACCESS),
        Relation("client_barrier", "client_id", stays=_ACCESS),
        Relation("client_person", "client_id", same=("person_id", *_ROLE), single="is_primary"),
        Relation("client_address", "client_id", same=("kind", "street", "postal_code", "city", "state", "country")),
        Relation("client_certification", "client_id",
                 same=("kind", "name", "number", "starts_on", "expires_on", "notes")),
        Relation("client_product", "client_id",
                 same=("hs_code", "description", "direction", "origin_rule", "origin_note")),
        Relation("client_file", "client_id"),
        Relation("task_client", "client_id", touch="task"),
        Relation("issue_client", "client_id", widen=("active", True), fill=("position", "ask")),
        Relation("engagement_client", "client_id", touch="engagement"),
        Relation("report", "client_id"),
        Relation("report_definition", "client_id"),
        Relation("report_sending", "client_id"),
        Relation("key_date_task", "client_id", touch="task"),
        Relation("alert_task", "client_id", touch="task"),
        Relation("alert_rule", "client_id"),
        Relation("commitment_client", "client_id", touch="commitment"),
        Relation("advisory_client", "client_id", touch="advisory"),
        Relation("commitment", "maker_client_id"),
        Relation("commitment", "receiver_client_id"),
        Relation("checklist_run", "client_id"),
        Relation("opportunity", "client_id"),
        Relation("mandate", "client_id"),
        Relation("adverse_party", "client_id"),
        Relation("conflict_check", "client_id"),
        Relation("conflict_hit", "client_id"),
        Relation("conflict_hit", "via_client_id"),
        Relation("information_barrier", "client_id"),
    ),
    "person": (
        Relation("person_phone", "person_id", same=("number",), shift="position"),
        Relation("person_email", "person_id", same=("address",), shift="position"),
        Relation("person_file", "person_id"),
        Relation("client_person", "person_id", same=("client_id", *_ROLE)),
        Relation("post_holder", "person_id", same=("post_id", "from_on", "to_on", "acting")),
        Relation("task_person", "person_id", touch="task"),
        Relation("engagement_person", "person_id", touch="engagement",
                 fill=("held_en", "held_es", "in_post", "official_class", "class_source", "class_checked_on")),
        Relation("commitment", "maker_person_id"),
        Relation("mandate", "signatory_id"),
        Relation("mandate_result", "confirmed_by_id"),
        Relation("mandate_introduction", "person_id"),
        Relation("report_sending", "person_id"),
        Relation("mandate_introduction", "to_person_id"),
        Relation("invitation", "person_id", touch="engagement"),
        Relation("merge_reader", "person_id", stays=_ACCESS),
    ),
    "institution": (
        Relation("institution", "parent_id"),
        Relation("post", "institution_id", shift="position"),
        Relation("institution_file", "institution_id"),
        Relation("report", "institution_id"),
        Relation("report_definition", "institution_id"),
        Relation("task_institution", "institution_id", touch="task"),
        Relation("issue_institution", "institution_id", touch="issue"),
        Relation("engagement_institution", "institution_id", touch="engagement"),
        Relation("commitment", "maker_institution_id"),
        Relation("commitment", "receiver_institution_id"),
        Relation("mandate_introduction", "to_institution_id"),
    ),
}  # fmt: skip


def moving(page: str) -> Iterator[Relation]:
    """Yield the relations of a kind of record whose rows move."""
    return (relation for relation in RELATIONS[page] if not relation.stays)


def table_of(relation: Relation) -> sa.Table:
    """Return the table of a relation."""
    return Base.metadata.tables[relation.table]


def references(metadata: sa.MetaData, page: str) -> set[tuple[str, str]]:
    """Return every (table, column) with a foreign key to the table of a kind of record."""
    return {
        (table.name, key.parent.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == page
    }


def key_columns(relation: Relation) -> list[sa.Column[object]]:
    """Return what tells one row of a record from another: the primary key without the relation's own column."""
    return [column for column in table_of(relation).primary_key if column.name != relation.column]


def unique_columns(relation: Relation) -> list[sa.Column[object]]:
    """Return the columns in which two rows of one record cannot agree: of the primary key, or a unique constraint."""
    table = table_of(relation)
    unique: list[list[sa.Column[object]]] = [list(table.primary_key)]
    unique += [list(c.columns) for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    unique += [list(index.columns) for index in table.indexes if index.unique]
    for columns in unique:
        if any(column.name == relation.column for column in columns):
            return [column for column in columns if column.name != relation.column]
    return []


def same_columns(relation: Relation) -> list[sa.Column[object]]:
    """Return the columns in which twins agree; none where a relation has no twins."""
    table = table_of(relation)
    return [table.c[name] for name in relation.same] or unique_columns(relation)
