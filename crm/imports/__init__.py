"""Spreadsheets of other systems come in: read, matched, checked, written in the background, undone."""
