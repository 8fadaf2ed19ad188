"""Speaks HTTP for mandates."""
