from typing import Any

import pytest
from flask import Flask

from crm.institutions.importing.kind import KIND
from crm.institutions.models import Institution
from tests.importing import (
    archived,
    changed,
    columns,
    presented,
    settled,
    statements,
    taken,
    timed,
    trail,
)
from tests.institutions.records import add_institution, shipped
from tests.support import People

WHOLE: dict[str, Any] = {
    "name_en": "Border Office", "name_es": "Oficina Fronteriza", "short": "OF", "kind": "agency", "level": "federal",
    "country": "MX", "state": "MX-SON", "city": "Nogales", "parent": "SAT", "gift_rule": "none",
    "meeting_rule": "audience", "holidays": "MX", "phone": "+526313120000", "email": "of@example.com",
    "website": "https://of.example.com", "address": "Calle Uno 1", "notes": "Nota",
}  # fmt: skip


def test_an_imported_institution_is_like_one_from_the_form(app: Flask, people: People) -> None:
    named = {"name_en": "Border Office Q", "name_es": "Oficina Fronteriza Q"}
    answer = people.alice.post("/institutions/new", WHOLE | named | {"parent": shipped(app, "mx-sat").id})
    assert answer.status_code == 303
    by_form = int(answer.location.rsplit("/", 1)[-1])
    named = {name: text.replace(" Q", " Z") for name, text in named.items()}
    (imported,), _updated, _rows = taken(app, KIND, "alice", WHOLE | named)

    def stored(key: int) -> str:
        return str([columns(app, Institution, key), trail(app, "institution", key)])

    assert stored(by_form).replace(" Q", " Z").replace("office q", "office z").replace(
        "fronteriza q", "fronteriza z"
    ) == stored(imported)


def test_its_history_and_the_search_know_it_in_both_languages(app: Flask, people: People) -> None:
    (made,), _updated, _rows = taken(app, KIND, "alice", WHOLE)
    page = people.bob.get(f"/institutions/{made}/history").text
    assert all(text in page for text in ("Alice", "Border Office", "Tax Administration Service", "Sonora", "Agency"))
    people.bob.post("/language", {"language": "es"})
    page = people.bob.get(f"/institutions/{made}/history").text
    assert all(text in page for text in ("Alice", "Servicio de Administración Tributaria", "No acepta obsequios"))
    assert f'/institutions/{made}"' in people.bob.get("/search?q=fronteriza").text


def test_the_same_rows_again_change_nothing_and_a_change_changes_only_itself(app: Flask) -> None:
    (made,), _updated, _rows = taken(app, KIND, "alice", WHOLE)
    assert taken(app, KIND, "bob", WHOLE)[:2] == ([], [])
    assert taken(app, KIND, "bob", {"name": "oficina FRONTERIZA", "city": "Agua Prieta"})[:2] == ([], [made])
    after = presented(app, KIND, "bob", made)
    assert (after["city"], after["name_en"], after["phone"]) == ("Agua Prieta", "Border Office", "+526313120000")
    changed(app, KIND, "bob", made, {"city": None, "state": None, "name_en": None})
    after = presented(app, KIND, "bob", made)
    assert (after["city"], after["state"], after["name_en"]) == (None, None, "Border Office")


def test_one_name_serves_both_languages_and_never_writes_over_the_other(app: Flask) -> None:
    (made,), _updated, _rows = taken(app, KIND, "alice", {"name": "Cámara de Prueba", "kind": "chamber"})
    row = columns(app, Institution, made)
    assert (row["name_en"], row["name_es"], row["level"], row["country"]) == (
        "Cámara de Prueba", "Cámara de Prueba", "private", None,
    )  # fmt: skip
    treasury = shipped(app, "mx-shcp")
    (found,) = settled(app, KIND, "alice", {"name_en": treasury.name_es})
    assert found.record_id == treasury.id
    assert found.values == {"name_en": treasury.name_en, "name_es": treasury.name_es}


def test_where_and_of_what_it_is_must_hold(app: Flask) -> None:
    other = add_institution(app, "Consulado", country="US")
    add_institution(app, "Consulado", country="MX")
    body = add_institution(app, "Madre")
    child = add_institution(app, "Hija", parent_id=body)
    rows = settled(
        app, KIND, "alice", {"name": "Consulado"}, {"name": "Consulado", "country": "US"},
        {"name": "X", "country": "US", "state": "MX-SON"}, {"name": "X", "parent": "Nadie"},
        {"name": "Madre", "parent": "Hija"}, {"short": "X"}, {"name": "X", "state": "US-AZ"},
    )  # fmt: skip
    problems = [bool(row.problems) for row in rows]
    assert problems == [True, False, True, True, True, True, False]
    assert rows[1].record_id == other
    assert rows[6].values["country"] == "US"
    assert presented(app, KIND, "alice", child)["parent"] == body


def test_an_archived_institution_is_not_found_again(app: Flask) -> None:
    (made,), _updated, _rows = taken(app, KIND, "alice", WHOLE)
    archived(app, KIND, "alice", made)
    assert "archived_at" in str(trail(app, "institution", made)[1])
    assert len(taken(app, KIND, "alice", WHOLE)[0]) == 1


@pytest.mark.parametrize("by", ["alice", "bob", "charlie", "dora", "erin"])
def test_institutions_are_open_to_every_role(app: Flask, by: str) -> None:
    body = add_institution(app, "Consulado")
    (row,) = settled(app, KIND, by, {"name": "CONSULADO", "country": "MX"})
    assert (row.record_id, row.problems) == (body, [])


def many(start: int, count: int) -> list[dict[str, Any]]:
    return [
        WHOLE | {"name_en": f"Office {n}", "name_es": f"Oficina {n}", "short": f"O{n}"}
        for n in range(start, start + count)
    ]  # fmt: skip


def test_statements_do_not_grow_with_rows(app: Flask) -> None:
    few, lots = statements(app, KIND, "alice", many(0, 1), many(1000, 1000))
    assert few == lots


def test_a_thousand_institutions_are_timed(app: Flask) -> None:
    timed(app, KIND, "alice", many(0, 1000))
