"""The importable kind of engagements."""
