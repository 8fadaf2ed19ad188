"""Published trade figures: series, observations with their vintages, and what they say to a client."""
