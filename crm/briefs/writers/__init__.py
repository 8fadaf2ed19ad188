"""Writes a brief as PDF."""
