"""Client advisories: one text in two languages, to several clients, each by a message of its own."""
