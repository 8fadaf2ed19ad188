"""Engagements: one contact with a government body or business, its people and what came of it."""
