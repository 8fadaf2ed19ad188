"""The reliability bar as one command."""
