"""Branding: the firm's look on every document that leaves it, and whether reports may go as attachments."""
