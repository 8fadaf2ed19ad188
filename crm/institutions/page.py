"""What the head of every page of an institution shows, also on the tabs that higher features add."""

from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.checks import website_text
from crm.core.i18n import language
from crm.core.page import page_links, page_tabs
from crm.core.phones import phone_text
from crm.institutions import queries
from crm.institutions.labels import KINDS, LEVELS
from crm.institutions.models import Institution
from crm.reference.queries import countries, states


def page_values(user: User, body: Institution, here: str) -> dict[str, Any]:
    """Return what `institutions/_head.html` needs; `body` comes from `queries.get`, `here` is the tab's endpoint."""
    speaks = language()
    chain, below = queries.family(body)
    return {
        "body": body,
        "name": body.name(speaks),
        "other_name": body.name("en" if speaks == "es" else "es"),
        "chain": [(each.id, each.short or each.name(speaks)) for each in chain],
        "below": [(each.id, each.name(speaks)) for each in below],
        "kind": KINDS.get(body.kind, body.kind),
        "level": LEVELS.get(body.level, body.level),
        "country": next((row.title(speaks) for row in countries() if row.code == body.country), ""),
        "place": ", ".join(
            part for part in (body.city, next((s.title(speaks) for s in states() if s.code == body.state), "")) if part
        ),
        "phone": phone_text(body.phone) if body.phone else "",
        "website": website_text(body.website),
        "tabs": page_tabs("institution", user, body, ("institutions.show", "institutions.show_history"), here),
        "links": page_links("institution", user, body),
        "may_edit": user.may(Permission.INSTITUTION_WRITE),
    }
