"""Who changed what: captured at flush, in the same transaction."""
