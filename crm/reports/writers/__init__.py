"""Writers turn the neutral document, or plain rows, into one file format each; they ask no database."""
