"""Judges whether a decision may be taken, and who may be kept out: sentences for a form, None where all is well."""

from collections.abc import Collection

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.clients.models.client import Client


def refusal(state: str, hits: Collection[str], *, barred: bool) -> str | None:
    """Return why a check cannot be decided so: `hits`: how each was judged, `barred`: it set a barrier."""
    if state == "clear" and "open" in hits:
        return str(_("Judge every hit first: one that nobody looked at cannot be clear."))
    if state == "clear" and "confirmed" in hits:
        return str(_("A confirmed hit is a conflict: have it waived, set a barrier, or decline."))
    if state == "barrier" and not barred:
        return str(_("Set the barrier first: nobody is kept out for this check yet."))
    return None


def cannot_bar(actor: User, client: Client, user_ids: Collection[int]) -> str | None:
    """Return why these people cannot be kept out of a client."""
    if actor.id in user_ids:
        return str(_("You can't keep yourself out: ask another partner."))
    if client.account_lead_id in user_ids:
        return str(_("The account lead of this client is among them: name another one first."))
    return None
