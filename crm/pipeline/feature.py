"""Declares the pipeline."""

from crm.core.feature import Feature
from crm.pipeline.seed import seed_stages

FEATURE = Feature("pipeline", seed=seed_stages)
