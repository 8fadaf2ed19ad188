"""The figures as a person gets them."""

from typing import Any

from flask import Flask

from crm.pipeline.figure_page import Asked, Shown, figures_of
from crm.pipeline.filters import PipelineFilter
from tests.tasks.firm import user


def shown(app: Flask, period: str = "all", name: str = "alice", idle: int = 30, **wanted: Any) -> Shown:
    """Return the figures that a person gets."""
    with app.test_request_context():
        return figures_of(user(name), PipelineFilter(**wanted), Asked(period, idle))


def told(app: Flask, period: str = "all", **more: Any) -> dict[str, tuple[Any, ...]]:
    """Return (entered, went on, of, signed, of, undecided, ended, lasting) by the code of the stage."""
    rows = shown(app, period, **more).stages
    return {
        row.stage.code: (
            row.told.entered, row.told.went_on.part, row.told.went_on.of, row.told.signed.part, row.told.signed.of,
            row.told.undecided, len(row.told.ended), row.told.lasting,
        )
        for row in rows
    }  # fmt: skip
