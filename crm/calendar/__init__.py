"""The calendar: month, week and Monday view, who is away, the private feed and invitations."""
