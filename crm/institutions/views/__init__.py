"""Speaks HTTP for institutions."""
