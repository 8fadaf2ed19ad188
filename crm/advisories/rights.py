"""Who may do what to an advisory as it stands; that one may see it is asked before."""

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.advisories.models import Advisory


def deciders() -> dict[int, User]:
    """Return those of us who may approve, by id."""
    return {key: user for key, user in people_by_id().items() if user.active and user.may(Permission.ADVISORY_DECIDE)}


def may_edit(user: User, item: Advisory) -> bool:
    """Tell whether its words and clients may be changed: what waits or is approved stays as it was read."""
    open_still = item.state in {"draft", "returned"} and item.archived_at is None
    return open_still and user.may(Permission.ADVISORY_WRITE)


def may_ask(user: User, item: Advisory) -> bool:
    """Tell whether somebody may ask for approval: its author; anybody who writes once they have left."""
    return may_edit(user, item) and (user.id == item.author_id or not item.author.active)


def may_decide(user: User, item: Advisory) -> bool:
    """Tell whether somebody may approve it or send it back: a partner, not its own unless there is no other."""
    known = deciders()
    if item.state != "waiting" or item.archived_at is not None or user.id not in known:
        return False
    return user.id not in {item.author_id, item.asked_by_id} or len(known) == 1


def may_take_back(user: User, item: Advisory) -> bool:
    """Tell whether it may become a draft again: as long as nothing of it went out."""
    waits = item.state in {"waiting", "approved"} and item.sending_at is None and item.archived_at is None
    return waits and user.may(Permission.ADVISORY_WRITE)


def may_send(user: User, item: Advisory) -> bool:
    """Tell whether it may be sent; again, where an earlier attempt broke off."""
    return item.state == "approved" and item.archived_at is None and user.may(Permission.ADVISORY_WRITE)


def may_archive(user: User, item: Advisory) -> bool:
    """Tell whether it may be put aside: not in the middle of being sent."""
    return (item.state == "sent" or item.sending_at is None) and user.may(Permission.ADVISORY_WRITE)


ALL = ("edit", "ask", "decide", "take_back", "send", "archive")
