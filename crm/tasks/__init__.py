"""Follow-ups: something one of us must do by a day."""
