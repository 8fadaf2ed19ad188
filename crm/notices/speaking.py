"""Speak to a user outside of their requests: their language and zone, addresses of the public site."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, g
from flask_babel import force_locale

from crm.accounts.models import User


@contextmanager
def speaking_to(user: User) -> Iterator[None]:
    """Make texts and addresses as a page of this user would."""
    kept: dict[str, Any] = {name: g.pop(name) for name in ("crm_language", "_login_user") if name in g}
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - a context needs the app
    with app.test_request_context(base_url=app.config["CRM"].base_url), force_locale(user.language):
        g.crm_language, g._login_user = user.language, user  # noqa: SLF001 - where Flask-Login keeps who it is
        try:
            yield
        finally:
            for name in ("crm_language", "_login_user"):
                g.pop(name, None)
    for name, value in kept.items():
        setattr(g, name, value)
