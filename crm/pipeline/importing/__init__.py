"""The importable kind of opportunities."""
