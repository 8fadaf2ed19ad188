"""Every foreign key to a record that can be merged stands in the table of relations, and does what it says."""

import pytest
import sqlalchemy as sa

from crm.app import FEATURES
from crm.core.db import Base
from crm.merges import words
from crm.merges.relations import RELATIONS, Relation, moving, references, same_columns, table_of
from tests.architecture.source import fail_on

EVERY = [(page, relation) for page, relations in RELATIONS.items() for relation in relations]


def uncovered(metadata: sa.MetaData) -> list[str]:
    """Return the foreign keys that no relation stands for."""
    known = {(page, relation.table, relation.column) for page, relation in EVERY}
    wanted = {(page, *reference) for page in RELATIONS for reference in references(metadata, page)}
    return [f"{table}.{column} refers to {page}: say in crm/merges/relations.py what a merge makes of it"
            for page, table, column in sorted(wanted - known)]  # fmt: skip


def test_every_foreign_key_to_a_client_person_or_institution_is_covered() -> None:
    assert FEATURES
    fail_on(uncovered(Base.metadata))


def test_a_new_relation_is_told_of() -> None:
    metadata = sa.MetaData()
    sa.Table("client", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("mandate", metadata, sa.Column("payer_id", sa.ForeignKey("client.id")))
    assert uncovered(metadata) == [
        "mandate.payer_id refers to client: say in crm/merges/relations.py what a merge makes of it"
    ]


def test_no_relation_stands_for_a_column_that_is_gone() -> None:
    fail_on(
        f"{relation.table}.{relation.column}: no such foreign key to {page}"
        for page, relation in EVERY
        if (relation.table, relation.column) not in references(Base.metadata, page)
    )


@pytest.mark.parametrize(("page", "relation"), EVERY, ids=lambda each: getattr(each, "table", each))
def test_a_relation_names_columns_that_exist(page: str, relation: Relation) -> None:
    table = table_of(relation)
    named = [*relation.same, relation.single, relation.shift, relation.widen[0], *relation.fill]
    named += [f"{relation.touch}_id"] if relation.touch else []
    assert {name for name in named if name} <= set(table.c.keys())
    if relation.touch:
        assert "version" in Base.metadata.tables[relation.touch].c
    assert relation.stays or relation.table in words.TOLD, f"{page}: how are rows of {relation.table} told?"


def test_nothing_refers_to_rows_that_may_be_dropped() -> None:
    droppable = {r.table for page in RELATIONS for r in moving(page) if same_columns(r)}
    fail_on(
        f"{table.name}.{key.parent.name} refers to {key.column.table.name}, whose twins are dropped"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in droppable
    )


def test_records_with_a_version_on_the_other_side_of_a_link_are_touched() -> None:
    """Whoever edits an engagement, a follow-up or a commitment writes its clients, institutions and people anew.

    A record with a version of its own (a commitment made in an engagement) is no link row; that of an advisory names
    the engagement that told of it, which touches itself.
    """
    fail_on(
        f"{relation.table}: touch {owner}"
        for page in RELATIONS
        for relation in moving(page)
        for owner in ("engagement", "task", "commitment")
        if f"{owner}_id" in table_of(relation).c
        and "version" not in table_of(relation).c
        and relation.touch not in {owner, "advisory"}
    )
