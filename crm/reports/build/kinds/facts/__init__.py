"""What each of these reports is made of, read once for its reader."""
