"""What people are told: in the app, by e-mail at once, in the morning's digest; and the outbox of all mail."""
