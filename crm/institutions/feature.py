"""Declares institutions."""

from crm.core.feature import Feature
from crm.institutions.ties import TIE

FEATURE = Feature("institutions", person_ties=[TIE])
