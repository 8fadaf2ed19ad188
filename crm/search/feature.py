"""Declares the search box."""

from crm.core.feature import Feature

FEATURE = Feature("search")
