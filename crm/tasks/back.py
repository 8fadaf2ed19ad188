"""Where a small form returns to: the page that held it."""

from flask import request


def back_path(default: str) -> str:
    """Return the posted `back` if it is a path of ours, else the default.

    Two slashes or a backslash would lead to another host, and browsers drop control characters first.
    """
    path = request.form.get("back", "")
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours and len(path) <= 2000 else default  # noqa: PLR2004 - no page of ours has a longer address
