"""A6: what a data answer holds, role by role, is what docs/answers.md lists for it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.access.own_records import BAIT
from tests.access.records import address, make_records, routes
from tests.access.roles import PEOPLE
from tests.architecture.source import fail_on
from tests.engines import Engine
from tests.lists.records import export, sheet_rows
from tests.support import ROOT, People

ROW = re.compile(r"^\| `([\w.]+)` \| (\w+) \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, set[str]]:
    """Return the fields that docs/answers.md lists, by endpoint."""
    text = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    return {endpoint: set(fields.split(", ")) for endpoint, _form, fields in ROW.findall(text)}


def keys(answer: Any, above: str = "") -> Iterator[str]:
    """Yield every key of a JSON answer as a dotted path."""
    if isinstance(answer, list):
        for item in answer:
            yield from keys(item, above)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            yield f"{above}{name}"
            yield from keys(value, f"{above}{name}.")


def told(answer: Any) -> set[str] | None:
    """Return the fields of a data answer, None for a page or a picture."""
    if answer.mimetype == "application/json":
        return set(keys(answer.json))
    if answer.mimetype == "text/csv":
        heading = next(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
        return set(heading)
    return None


@pytest.mark.bar
def test_data_answers_hold_the_listed_fields_for_every_role(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    records, listed = make_records(app), documented()
    extra, asked, seen = list[str](), 0, set[str]()
    for rule in routes(app, "GET"):
        path = address(app, rule, records.open)
        for who, name in PEOPLE.items():
            with getattr(people, name).get(f"{path}?q={BAIT}") as answer:
                fields = told(answer) if answer.status_code == 200 else None
            if fields is None:
                continue
            asked += 1
            seen.add(rule.endpoint)
            more = fields - listed.get(rule.endpoint, set())
            extra += [
                f"{who}: {rule.endpoint} answers with {field!r}, which docs/answers.md does not list" for field in more
            ]
    for rule in (rule for rule in routes(app, "POST") if rule.endpoint.endswith(".export")):
        for who, name in PEOPLE.items():
            for kind in ("csv", "xlsx"):
                answer = export(getattr(people, name), rule.endpoint.split(".")[0], f"q={BAIT}", kind)
                if answer.status_code != 200:
                    continue
                fields = told(answer) if kind == "csv" else set(map(str, sheet_rows(answer)[0]))
                asked += 1
                seen.add(rule.endpoint)
                more = (fields or {"nothing"}) - listed.get(rule.endpoint, set())
                # The firm's own field stands under its title.
                more -= {BAIT} if rule.endpoint == "clients.export" else set()
                extra += [f"{who}: {rule.endpoint} answers with {field!r}, which is not listed" for field in more]
    for who, name in PEOPLE.items():
        answer = getattr(people, name).post(f"/reports/{records.open['report_id']}/files", {"format": "csv"})
        if answer.status_code == 200:
            asked += 1
            seen.add("reports.take")
            more = (told(answer) or {"nothing"}) - listed.get("reports.take", set())
            extra += [f"{who}: reports.take answers with {field!r}, which is not listed" for field in more]
    figure("A6", engine.name, f"{len(extra)} unlisted fields in {asked} data answers of {len(seen)} addresses")
    fail_on(extra + [f"docs/answers.md lists {endpoint}, which gave nothing" for endpoint in listed.keys() - seen])
