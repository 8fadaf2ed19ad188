"""Pages and forms of issues."""
