"""Declares what people keep of lists: saved views, columns; the log of exports."""

from typing import Any

from crm.core.feature import Feature
from crm.lists.export_job import KINDS
from crm.lists.state import list_links, view_url, way_back
from crm.lists.views import blueprint


def _init(app: Any) -> None:
    app.jinja_env.globals.update(list_links=list_links, way_back=way_back, view_url=view_url)


FEATURE = Feature("lists", blueprint=blueprint, jobs=KINDS, init_app=_init)
