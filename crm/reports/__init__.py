"""What the client is handed: one neutral document, written in several formats."""
