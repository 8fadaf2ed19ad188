"""Finds records that are probably the same: warns while one is written, keeps a queue of pairs to be judged."""
