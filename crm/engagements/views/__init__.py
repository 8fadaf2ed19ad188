"""Pages and forms of engagements."""
