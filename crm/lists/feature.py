"""Declares what people keep of lists: saved views, columns; the log of exports."""

from crm.core.feature import Feature

FEATURE = Feature("lists")
