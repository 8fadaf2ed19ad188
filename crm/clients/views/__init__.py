"""Speaks HTTP for clients."""
