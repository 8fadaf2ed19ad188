"""Speaks HTTP for the pipeline."""
