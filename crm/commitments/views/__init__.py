"""Speaks HTTP for commitments."""
