"""What a client's form and filters may choose from, in the reader's language."""

from collections.abc import Sequence

from wtforms.fields.choices import SelectChoice

from crm.accounts import queries as accounts
from crm.accounts.models import User
from crm.clients import queries
from crm.clients.models.client import Client
from crm.core.kept import kept
from crm.core.text import fold
from crm.reference import queries as reference


@kept("reference")
def countries(language: str) -> list[SelectChoice]:
    """Return the countries by title, Mexico and the United States before the others."""
    rows = sorted(reference.countries(), key=lambda c: (c.code not in {"MX", "US"}, fold(c.title(language))))
    return [SelectChoice(value=row.code, label=row.title(language)) for row in rows]


@kept("reference")
def states(language: str) -> list[SelectChoice]:
    """Return the states by title under their countries, after an empty one."""
    titles = {"MX": "México" if language == "es" else "Mexico", "US": "Estados Unidos"}
    if language != "es":
        titles["US"] = "United States"
    rows = sorted(reference.states(), key=lambda s: (s.country, fold(s.title(language))))
    found = [SelectChoice(value=s.code, label=s.title(language), optgroup=titles[s.country]) for s in rows]
    return [SelectChoice(value="", label="—"), *found]


@kept("reference")
def sectors(language: str) -> list[SelectChoice]:
    """Return every sector under its top sector, which may be chosen too."""
    return [
        SelectChoice(value=str(node.sector.id), label=node.sector.title(language), optgroup=top.sector.title(language))
        for top in reference.sector_tree()
        for node in top.flat()
    ]


@kept("reference")
def chapters(language: str) -> list[SelectChoice]:
    """Return the HS chapters by number with their short titles."""
    return [SelectChoice(value=row.code, label=f"{row.code} {row.short(language)}") for row in reference.chapters()]


@kept("reference")
def ports() -> list[SelectChoice]:
    """Return the ports from west to east."""
    return [SelectChoice(value=str(port.id), label=f"{port.label} ({port.code})") for port in reference.ports()]


def people(client: Client | None) -> list[tuple[int, str]]:
    """Return who may look after a client: active people who are not kept out, and those who do so already."""
    kept_out = {row.user_id for row in queries.barriers(client.id)} if client else set()
    already = {client.account_lead_id, *(row.user_id for row in client.team)} if client else set()
    everybody: Sequence[User] = accounts.consultants(active_only=False)
    return [(u.id, u.name) for u in everybody if u.id not in kept_out and (u.active or u.id in already)]
