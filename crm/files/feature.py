"""Declares stored files."""

from crm.core.feature import Feature

FEATURE = Feature("files")
