"""Declares clients."""

from crm.clients.views import blueprint
from crm.core.feature import Feature

FEATURE = Feature("clients", blueprint=blueprint)
