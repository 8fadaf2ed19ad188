"""Where a small form returns to: the page that held it."""

from flask import request

from crm.core.access import own_path

#: No page of ours has a longer address.
LONGEST = 2000


def back_path(default: str) -> str:
    """Return the posted `back` if it is a path of ours, else the default."""
    path = request.form.get("back", "")
    return own_path(path, default) if len(path) <= LONGEST else default
