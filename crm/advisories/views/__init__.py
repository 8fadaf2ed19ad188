"""Pages and forms of client advisories."""
