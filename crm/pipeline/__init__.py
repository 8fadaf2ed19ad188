"""Opportunities: mandates that may come, by stage, with the history of their moves."""
