"""Declares people."""

from crm.core.feature import Feature

FEATURE = Feature("people")
