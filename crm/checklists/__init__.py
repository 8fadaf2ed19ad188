"""Checklists: templates with days from a start, which become the follow-ups of a client."""
