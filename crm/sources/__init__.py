"""Where published figures are fetched from, how each source does, and files that are handed in."""
