"""Speaks HTTP for checklists."""
