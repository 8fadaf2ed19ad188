"""The forms of the stages of the pipeline."""

from collections.abc import Iterator
from typing import Any

from crm.pipeline.stage_forms import StageForm
from tests.access.route import Route


def stage_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of the stages in an order in which each is accepted."""
    item = {"title_en": "Due diligence", "title_es": "Revisión previa", "probability": "60"}
    at = f"/settings/stages/{values['stage_id']}"
    yield Route("pipeline.edit_stage", "charlie", at, item,
                {"pipeline_stage": {"title_en", "title_es", "probability"}}, StageForm)  # fmt: skip
    for verb in ("raise", "lower"):
        way = {"raise": "up", "lower": "down"}[verb]
        yield Route(f"pipeline.{verb}_stage", "charlie", f"{at}/{way}", {}, {"pipeline_stage": {"position", "version"}})
    for verb in ("archive", "restore"):
        yield Route(f"pipeline.{verb}_stage", "charlie", f"{at}/{verb}", {}, {"pipeline_stage": {"archived_at"}})
    yield Route("pipeline.new_stage", "charlie", "/settings/stages/new", item, {"pipeline_stage": {"*"}}, StageForm)
