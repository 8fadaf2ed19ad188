"""The importable kind of follow-ups."""
