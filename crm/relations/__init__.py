"""Relationships: who of us knows a body, over what the reader may see."""
