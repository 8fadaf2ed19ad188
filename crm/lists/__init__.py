"""What people keep of a list: saved views, chosen columns; and the log of what was exported."""
