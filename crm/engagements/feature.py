"""Declares engagements."""

from crm.core.feature import Feature

FEATURE = Feature("engagements")
