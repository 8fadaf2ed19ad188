"""Pages and forms of reports."""
