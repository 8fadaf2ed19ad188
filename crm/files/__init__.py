"""Stored files and their bytes; the record that a file belongs to is a higher feature's link row."""
