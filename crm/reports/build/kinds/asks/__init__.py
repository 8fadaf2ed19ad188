"""Asks for what these reports print: bounded, as far as the reader may see it, in as many statements for any number."""
