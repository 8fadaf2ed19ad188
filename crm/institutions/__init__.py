"""Counterparts: bodies, their posts, and who holds them from when to when."""
