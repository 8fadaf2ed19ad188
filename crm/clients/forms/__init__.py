"""Judges what was typed about a client."""
