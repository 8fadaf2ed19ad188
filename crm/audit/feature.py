"""Declares the audit trail; the pages of records show it, it has none of its own."""

from crm.core.feature import Feature

FEATURE = Feature("audit")
