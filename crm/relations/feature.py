"""Declares the relationship views."""

from functools import partial

from crm.core.feature import Feature, Panel
from crm.relations.panels import who_knows

FEATURE = Feature(
    "relations",
    panels=[
        Panel(place, "relations/_who_knows.html", partial(who_knows, place), 30, side=True)
        for place in ("institution", "person")
    ],
)
