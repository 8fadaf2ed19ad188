"""Mandates: what a client pays for, and whether it gets it."""
