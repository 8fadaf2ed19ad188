"""Readers of published files: pure functions over bytes, no database and no web."""
