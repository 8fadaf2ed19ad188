"""Pages and small forms of follow-ups."""
