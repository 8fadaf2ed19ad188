"""Declares mandates."""

from crm.core.feature import Feature

FEATURE = Feature("mandates")
