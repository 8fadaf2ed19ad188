"""Taking one client, person or institution into another, with an undo."""
