"""Speaks HTTP for indicators: the list and one series, a client's own, and the boards."""
