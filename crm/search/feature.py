"""Declares the search page; the box stands on every page."""

from crm.core.feature import Feature
from crm.search.views import blueprint

FEATURE = Feature("search", blueprint=blueprint)
