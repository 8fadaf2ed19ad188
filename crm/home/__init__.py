"""My day: what is due, who was not spoken to, which figures are new."""
