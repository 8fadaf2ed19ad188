"""`crm indicators load` and `status`: what they say, and one sentence where they refuse."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from crm.indicators.commands import indicators_group

FRED = "observation_date,EXPMX\n2026-06-01,33900.1\n2026-07-01,34000.5\n"


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(indicators_group, list(arguments))


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_load_says_what_came_in_and_the_second_time_that_nothing_changed(app: Flask, tmp_path: Path) -> None:
    path = written(tmp_path, "EXPMX_2026-11.csv", FRED)
    first, second = run(app, "load", path), run(app, "load", path)
    assert first.exit_code == second.exit_code == 0, first.output + second.output
    assert "published 2026-11 by the file's name" in first.output
    assert "2 figures added" in first.output
    assert "Nothing has changed." in second.output


def test_the_option_wins_over_the_name(app: Flask, tmp_path: Path) -> None:
    path = written(tmp_path, "EXPMX_2026-10.csv", FRED)
    assert "published 2026-11 as you say" in run(app, "load", path, "--vintage", "2026-11").output


def test_without_a_month_the_day_of_loading_is_the_vintage_and_is_said_aloud(app: Flask, tmp_path: Path) -> None:
    told = run(app, "load", written(tmp_path, "EXPMX.csv", FRED.replace("2026", "2016")))
    assert told.exit_code == 0, told.output
    assert re.search(r"taken as published today, \d{4}-\d\d-\d\d", told.output)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("missing_key.html", "<!doctype html><title>Missing key</title>", "web page"),
        ("other.csv", "a,b,c\n1,2,3\n", "other.csv is not a file we know"),
        ("empty.csv", "", "empty"),
    ],
)
def test_a_file_we_cannot_read_is_refused_in_one_sentence(
    app: Flask, tmp_path: Path, name: str, text: str, says: str
) -> None:
    told = run(app, "load", written(tmp_path, name, text))
    assert told.exit_code == 1
    assert says in told.output
    assert "Traceback" not in told.output
    assert len(told.output.strip().splitlines()) == 1


def test_a_file_that_is_not_there_and_a_wrong_month_are_refused(app: Flask, tmp_path: Path) -> None:
    assert "can't be read" in run(app, "load", str(tmp_path / "none.csv")).output
    told = run(app, "load", written(tmp_path, "EXPMX.csv", FRED), "--vintage", "2026-13")
    assert told.exit_code == 2
    assert "is not a month such as 2026-10" in told.output


def test_a_vintage_before_the_figures_is_refused(app: Flask, tmp_path: Path) -> None:
    told = run(app, "load", written(tmp_path, "EXPMX.csv", FRED), "--vintage", "2023-03")
    assert told.exit_code == 1
    assert "can't have been published in 2023-03" in told.output


def test_status_says_what_is_loaded_how_it_was_fetched_and_when_more_is_expected(app: Flask) -> None:
    told = run(app, "status").output
    assert re.search(r"census-workbook: \d+ series, 2 vintages, last period 2026-07", told)
    assert re.search(r"bts-crossings: \d+ series, 1 vintages, last period 2025-02\n  fetched never", told)
    assert "census-api: 0 series, 0 vintages, nothing loaded; no key" in told
    assert re.search(r"US trade release \(FT-900\), \w+ \d{4}: between ", told)
