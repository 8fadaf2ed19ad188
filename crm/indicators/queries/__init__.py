"""What the pages ask about indicators; every statement bounded, none a row."""
