"""The search box: clients, people present, subjects and notes."""
