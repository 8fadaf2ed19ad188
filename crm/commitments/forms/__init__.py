"""Judges what was typed about commitments: one of them, or several beside an engagement."""
