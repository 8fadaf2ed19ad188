"""The reliability bar's figures: each case says what it counted; `make bar` prints them as a table."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def figure() -> Callable[..., None]:
    """Give `figure(case, engine, text)`: writes one line of the bar's table."""

    def write(case: str, engine: str, text: str) -> None:
        target = os.environ.get("CRM_TEST_FIGURES")
        if target:
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"case": case, "engine": engine, "text": text}) + "\n")

    return write
