"""Alert rules: a series watched by the firm, what fired, and the follow-ups opened from it."""
