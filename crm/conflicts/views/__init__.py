"""Speaks HTTP for conflict checks."""
