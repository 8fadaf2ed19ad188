"""Asks for engagements: only those that the reader may see."""
