"""Persons, shared by clients and institutions; where somebody works is a higher feature's row."""
