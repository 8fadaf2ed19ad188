"""Declares the demo firm."""

from crm.core.feature import Feature

FEATURE = Feature("demo")
