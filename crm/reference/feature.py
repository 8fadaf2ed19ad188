"""Declares the reference lists and Settings."""

from crm.core.feature import Feature

FEATURE = Feature("reference")
