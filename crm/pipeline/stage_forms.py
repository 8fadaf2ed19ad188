"""Judges what was typed about a stage."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from crm.core.forms import BaseForm, line
from crm.pipeline.models import Stage


class StageForm(BaseForm):
    """A stage: its title in both languages and, of an open one, how likely a signature is."""

    title_en = line(_l("Title in English"), maximum=60, required=True)
    title_es = line(_l("Title in Spanish"), maximum=60, required=True)
    probability = IntegerField(
        _l("Probability in percent"), [InputRequired(), NumberRange(0, 100)], default=0,
        render_kw={"min": 0, "max": 100},
    )  # fmt: skip

    def __init__(self, stage: Stage | None = None, **options: Any) -> None:
        super().__init__(obj=stage, **options)
        if stage is not None and stage.kind != "open":
            # Signed is certain, not won is not to come: there is nothing to weigh.
            del self.probability
