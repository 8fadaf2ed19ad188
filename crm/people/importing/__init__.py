"""What of a person can be imported; the kind itself is declared above, where a person's client is known."""
