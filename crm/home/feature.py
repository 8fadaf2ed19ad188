"""Declares My day."""

from crm.core.feature import Feature

FEATURE = Feature("home")
