"""Builds the neutral document of a report from what one reader may see."""
