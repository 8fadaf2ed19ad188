"""Speaks HTTP for the calendar."""
