"""Every page a person can open, by address pattern; a new page fails the suite until it stands here."""

from typing import Final

from playwright.sync_api import Page

#: Endpoint to address. `{client}` and the like are the ids of the first record in its list.
PAGES: Final = {
    "home.my_day": "/",
    "search.results": "/search?q=aduana",
    "accounts.account": "/account",
    "accounts.team": "/team",
    "clients.index": "/clients",
    "clients.new": "/clients/new",
    "clients.show": "/clients/{client}",
    "clients.edit": "/clients/{client}/edit",
    "clients.history": "/clients/{client}/history",
    "engagements.index": "/engagements",
    "engagements.new": "/engagements/new?client={client}",
    "engagements.show": "/engagements/{engagement}",
    "engagements.edit": "/engagements/{engagement}/edit",
    "engagements.history": "/engagements/{engagement}/history",
    "engagements.of_client": "/clients/{client}/engagements",
    "tasks.index": "/tasks",
    "tasks.new": "/tasks/new?client={client}",
    "tasks.show": "/tasks/{task}",
    "tasks.of_client": "/clients/{client}/tasks",
    "indicators.index": "/indicators",
    "indicators.show": "/indicators/census-us-exports-mx",
    "indicators.of_client": "/clients/{client}/indicators",
    "reports.index": "/reports",
    "reports.new": "/reports/new?client={client}",
    "reports.show": "/reports/{report}",
    "reference.settings": "/settings",
}


def first_id(page: Page, site: str, listing: str, prefix: str) -> str:
    """Return the id of the first record that a list links to."""
    page.goto(site + listing)
    links = page.locator(f"main a[href^='{prefix}']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(link.removeprefix(prefix).split("?")[0] for link in links if link.removeprefix(prefix).split("?")[0].isdigit())
