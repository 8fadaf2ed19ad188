"""The stages a firm starts with (source: our own default set-up); what the firm has made of them is left alone."""

from typing import Final

import sqlalchemy as sa

from crm.core.db import unit_of_work
from crm.pipeline.models import Stage

#: (code, English, Spanish, kind, percent)
STAGES: Final = (
    ("identified", "Identified", "Identificada", "open", 10),
    ("conversation", "In conversation", "En conversación", "open", 25),
    ("proposal", "Proposal sent", "Propuesta enviada", "open", 50),
    ("terms", "Agreeing terms", "En negociación", "open", 75),
    ("signed", "Signed", "Firmada", "signed", 100),
    ("not-won", "Not won", "No concretada", "lost", 0),
    ("on-hold", "On hold", "En pausa", "hold", 0),
)


def seed_stages() -> str:
    """Add the stages where there are none; says how many."""
    with unit_of_work(None) as work:
        if work.execute(sa.select(Stage.id).limit(1)).first():
            return ""
        work.add_all(
            Stage(code=code, title_en=en, title_es=es, kind=kind, probability=percent, position=position)
            for position, (code, en, es, kind, percent) in enumerate(STAGES)
        )
    return f"Pipeline: {len(STAGES)} stages added."
