"""Declares clients."""

from crm.core.feature import Feature

FEATURE = Feature("clients")
