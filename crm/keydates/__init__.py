"""Key dates: what lower features offer, statutory dates, expected releases, holidays; follow-ups opened from them."""
