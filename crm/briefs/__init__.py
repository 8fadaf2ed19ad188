"""The meeting brief: one page before a meeting, each sentence of it from a record."""
