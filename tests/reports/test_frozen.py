"""A finished document kept as JSON: nothing is lost, and what cannot be read is refused."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.reports import document as shapes
from crm.reports.document import Brand, Document, Language, Point, Section, Table
from crm.reports.frozen import FrozenError, from_json, to_json
from crm.reports.writers.pdf import write_pdf
from tests.reports.sample_documents import figure, sample

# Any sign: NUL and lone halves of a pair come in with pasted text.
TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
RAW = st.one_of(
    st.none(), TEXT, st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)).map(lambda instant: instant.replace(fold=0)),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> Table:
    wide, long = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    columns = st.builds(shapes.Column, TEXT, st.floats(0, 9), st.sampled_from(["left", "center", "right"]))
    cells: Any = [draw(st.tuples(*[TEXT] * wide)) for _ in range(long)]
    raw: Any = [draw(st.tuples(*[RAW] * wide)) for _ in range(long)] if draw(st.booleans()) else []
    return Table(draw(st.tuples(*[columns] * wide)), tuple(cells), draw(TEXT), tuple(raw))


def texts(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


BLOCKS: st.SearchStrategy[shapes.Block] = st.one_of(
    st.builds(shapes.Paragraph, TEXT),
    st.builds(shapes.Bullets, texts(TEXT)),
    st.builds(shapes.CountStrip, texts(st.builds(shapes.Count, TEXT, TEXT))),
    tables(),
    st.builds(shapes.EngagementEntry, TEXT, TEXT, st.sampled_from(["diplomatic", "trade"]), TEXT, TEXT, summary=TEXT),
    st.builds(
        shapes.Figure, TEXT, TEXT, TEXT, TEXT, TEXT, svg=TEXT, alt=st.just("line"), points_unit=TEXT,
        points=texts(st.builds(Point, st.dates(), TEXT, st.none() | st.decimals(allow_nan=False))),
    ),
    st.builds(shapes.Note, TEXT, st.sampled_from(["empty", "info", "warning"])),
)  # fmt: skip
SECTIONS = st.builds(Section, TEXT, texts(BLOCKS), st.sampled_from([1, 2, 3]), st.booleans())
BRANDS = st.builds(
    Brand, st.sampled_from(["letter", "oficio"]), TEXT, TEXT, st.binary(max_size=9), texts(TEXT), TEXT
)  # fmt: skip


def _travelled(document: Document) -> Document:
    return from_json(json.loads(json.dumps(to_json(document))))


@settings(max_examples=60, deadline=None)
@given(texts(SECTIONS), BRANDS, st.dates(), texts(TEXT))
def test_every_kind_of_block_comes_back_as_it_was(
    sections: tuple[Section, ...], brand: Brand, dated: dt.date, keywords: tuple[str, ...]
) -> None:
    base = sample("es", 1, 1)
    document = dataclasses.replace(base, sections=sections, brand=brand, dated=dated, keywords=keywords)
    again = _travelled(document)
    assert again == document
    assert repr(again) == repr(document)  # 1.50 stays 1.50, an instant no day, an int no decimal


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_kept_document_gives_the_same_file(language: Language) -> None:
    document = sample(language)
    assert write_pdf(_travelled(document)) == write_pdf(document)


def test_what_postgresql_refuses_in_json_is_not_in_it() -> None:
    hard = dataclasses.replace(sample("en", 0, 1), subtitle="a\x00b\ud800c")
    assert all(sign not in json.dumps(to_json(hard)) for sign in ("\\u0000", "\\ud800"))
    assert _travelled(hard).subtitle == "a\x00b\ud800c"


def test_a_field_that_has_its_default_is_not_written() -> None:
    kept: Any = to_json(dataclasses.replace(sample("en", 0, 1), brand=Brand()))
    assert "brand" not in kept["document"]
    exact: Any = to_json(dataclasses.replace(sample("en", 0, 1), brand=Brand(paper="oficio", logo=b"\x00\xff")))
    assert exact["document"]["brand"] == {"is": "Brand", "paper": "oficio", "logo": {"bytes": "AP8="}}


@pytest.mark.parametrize("version", [0, 2, None, "1"])
def test_another_version_is_refused_in_a_sentence(version: object) -> None:
    data = to_json(sample("en", 0, 1)) | {"version": version}
    with pytest.raises(FrozenError, match=r"was kept in form .* but 1 is read here: open it with a newer Puente\."):
        from_json(data)


@pytest.mark.parametrize(
    "document",
    [
        None, [], {"is": "Nothing"}, {"is": "Note"}, {"is": "Note", "text": "a"}, {"is": "Note", "text": "a", "b": 1},
        {"exact": "one"}, {"bytes": "?"}, {"day": 3}, {}, {"a": 1, "b": 2}, {"is": "Table", "columns": [], "rows": []},
    ],
)  # fmt: skip
def test_damage_is_refused_in_a_sentence(document: object) -> None:
    with pytest.raises(FrozenError, match=r"is damaged: take it from a backup"):
        from_json({"version": 1, "document": document})


def test_a_value_that_no_document_has_is_refused_when_it_is_kept() -> None:
    point = Point(dt.date(2026, 1, 1), "ene", Decimal(1))
    nothing: Any = object()
    odd = dataclasses.replace(point, value=nothing)
    broken = dataclasses.replace(figure("en", 0), points=(odd,))
    with pytest.raises(TypeError, match="no place for a object"):
        to_json(dataclasses.replace(sample("en", 0, 1), sections=(Section("S", (broken,)),)))
