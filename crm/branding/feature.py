"""Declares branding; its page stands in Settings."""

from crm.branding.views import blueprint
from crm.core.feature import Feature

FEATURE = Feature("branding", blueprint=blueprint)
