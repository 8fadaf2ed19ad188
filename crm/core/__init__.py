"""Plumbing that knows no trade: database, access gate, forms, listing, dates, language, templates."""
