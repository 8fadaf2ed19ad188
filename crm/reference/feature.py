"""Declares the reference lists and Settings."""

from crm.core.feature import Feature
from crm.reference.seed import seed_reference

FEATURE = Feature("reference", seed=seed_reference)
