"""Developers' tools; not part of the product."""
