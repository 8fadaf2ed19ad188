"""The body of the report, a module for each group of sections."""
