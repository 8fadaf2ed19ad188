"""The kinds of record that can be imported, as the features declare them."""

from flask import current_app

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.feature import registry
from crm.core.importing import ImportKind


def import_kinds() -> dict[str, ImportKind]:
    """Return all declared kinds by name, in the order of the features."""
    found: dict[str, ImportKind] | None = current_app.extensions.get("crm_import_kinds")
    if found is None:
        found = {kind.name: kind for feature in registry().features for kind in feature.imports}
        current_app.extensions["crm_import_kinds"] = found
    return found


def allowed_kinds(user: User) -> dict[str, ImportKind]:
    """Return the kinds that somebody may import."""
    if not user.may(Permission.RECORD_IMPORT):
        return {}
    return {name: kind for name, kind in import_kinds().items() if user.may(Permission(kind.permission))}
