"""The importable kind of mandates."""
