"""Consultants by what a file calls them: e-mail or name."""

from collections.abc import Callable, Sequence

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.core.text import fold


def accounts_named(able: Callable[[User], bool] = lambda _user: True) -> Callable[[str], Sequence[int]]:
    """Return a function that gives the ids of the able consultants with an e-mail address or name (accents apart)."""
    known: dict[str, list[int]] = {}
    for user in consultants(active_only=False):
        if able(user):
            for name in {user.email.lower(), fold(user.name)}:
                known.setdefault(name, []).append(user.id)
    return lambda text: known.get(text.strip().lower(), known.get(fold(text), []))
