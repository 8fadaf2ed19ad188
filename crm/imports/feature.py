"""Declares imports."""

from crm.core.feature import Feature

FEATURE = Feature("imports")
