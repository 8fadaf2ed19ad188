"""Conflict checks at intake: what was searched, what was found, what was decided; adverse parties and barriers."""
