"""Clients as they come from a file."""
