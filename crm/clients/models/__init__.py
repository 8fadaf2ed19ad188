"""The client business and the rows that hang on it."""
