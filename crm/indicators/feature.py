"""Declares trade indicators."""

from crm.core.feature import Feature

FEATURE = Feature("indicators")
