"""Judges what was typed about reports."""
