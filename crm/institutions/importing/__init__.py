"""The importable kind of institutions."""
