"""Reads the text of the demo firm from the JSON files beside this module."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from crm.demo.shapes import ClientSpec, Office, Person

FOLDER = Path(__file__).parent / "content"
STORIES = ("agriculture", "manufacturing", "technology", "tourism")
#: One client, one topic or one beat of a story as it stands in its file.
Row = Mapping[str, Any]


@cache
def read(name: str) -> Any:
    """Return one content file, parsed."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def offices() -> tuple[Office, ...]:
    """Return the offices."""
    return tuple(Office(**row) for row in read("firm")["offices"])


def people() -> tuple[Person, ...]:
    """Return the accounts, the four fixed ones first."""
    return tuple(Person(**row) for row in read("firm")["people"])


def client_rows() -> Sequence[Row]:
    """Return the clients with the words their routine contacts use (contact, goods_en, goods_es)."""
    rows: Sequence[Row] = read("clients")
    return rows


def client(row: Row) -> ClientSpec:
    """Return the client of a row, without the words that serve its texts only."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    plain["hs_chapters"] = tuple((chapter, flow) for chapter, flow in row["hs_chapters"])
    return ClientSpec(**{key: plain[key] for key in ClientSpec.__dataclass_fields__})


def stories() -> dict[str, list[Row]]:
    """Return the beats by client slug, oldest first."""
    return {slug: beats for sector in STORIES for slug, beats in read(f"stories_{sector}").items()}


def topics() -> Sequence[Row]:
    """Return the banks of sentences for routine contacts."""
    rows: Sequence[Row] = read("routine")
    return rows


def institution(key: str, language: str) -> tuple[str, str, str]:
    """Return name, time zone and our code of a body; a text that is no key is its own name, without zone and code."""
    row = read("institutions").get(key)
    return (row[language], row["zone"], row.get("code", "")) if row else (key, "", "")
