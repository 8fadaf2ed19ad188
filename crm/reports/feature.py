"""Declares reports."""

from crm.core.feature import Feature

FEATURE = Feature("reports")
