"""Declares follow-ups."""

from crm.core.feature import Feature

FEATURE = Feature("tasks")
