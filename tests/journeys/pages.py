"""Every page a person can open, by endpoint; a new page fails the suite until it stands here."""

import re
from typing import Final

from playwright.sync_api import Page

#: Endpoint to address. `{client}` and the like are the ids of the first record in its list.
PAGES: Final = {
    "home.my_day": "/",
    "search.results": "/search?q=aduana",
    "accounts.account": "/account",
    "accounts.team": "/team",
    "accounts.new_consultant": "/team/new",
    "accounts.edit_consultant": "/team/{person}",
    "clients.index": "/clients",
    "clients.new": "/clients/new",
    "clients.show": "/clients/{client}",
    "clients.edit": "/clients/{client}/edit",
    "clients.profile": "/clients/{client}/profile",
    "clients.new_row": "/clients/{client}/profile/products/new",
    "clients.edit_row": "/clients/{client}/profile/addresses/{address}",
    "clients.fields": "/settings/fields",
    "clients.new_field": "/settings/fields/new",
    "clients.edit_field": "/settings/fields/{field}",
    "clients.tags": "/settings/tags",
    "clients.edit_tag": "/settings/tags/{tag}",
    "lists.views": "/lists/clients/views",
    "lists.exports": "/settings/exports",
    "lists.show_export": "/exports/{export}",
    "jobs.index": "/jobs",
    "jobs.show": "/jobs/{job}",
    "lists.edit_view": "/lists/views/{view}",
    "clients.barriers": "/clients/{client}/access",
    "clients.show_history": "/clients/{client}/history",
    "clients.show_people": "/clients/{client}/people",
    "clients.edit_role": "/clients/{client}/people/{role}",
    "people.index": "/people",
    "people.new": "/people/new",
    "people.show": "/people/{contact}",
    "people.edit": "/people/{contact}/edit",
    "clients.show_files": "/clients/{client}/files",
    "people.show_files": "/people/{contact}/files",
    "institutions.show_files": "/institutions/{institution}/files",
    "files.show": "/files/{file}",
    "people.show_history": "/people/{contact}/history",
    "institutions.index": "/institutions",
    "institutions.tree": "/institutions/tree",
    "institutions.new": "/institutions/new",
    "institutions.show": "/institutions/{institution}",
    "institutions.edit": "/institutions/{institution}/edit",
    "institutions.show_history": "/institutions/{institution}/history",
    "institutions.new_post": "/institutions/{institution}/posts/new",
    "institutions.edit_post": "/institutions/{post}",
    "institutions.name_holder": "/institutions/{post}/holder",
    "institutions.edit_holder": "/institutions/{term}",
    "engagements.index": "/engagements",
    "engagements.new": "/engagements/new?client={client}",
    "engagements.show": "/engagements/{engagement}",
    "engagements.edit": "/engagements/{engagement}/edit",
    "engagements.edit_parties": "/engagements/{engagement}/parties",
    "engagements.history": "/engagements/{engagement}/history",
    "engagements.of_client": "/clients/{client}/engagements",
    "engagements.of_institution": "/institutions/{institution}/engagements",
    "engagements.of_person": "/people/{contact}/engagements",
    "tasks.index": "/tasks",
    "tasks.new": "/tasks/new?client={client}",
    "tasks.show": "/tasks/{task}",
    "tasks.of_client": "/clients/{client}/tasks",
    "tasks.of_institution": "/institutions/{institution}/tasks",
    "tasks.of_person": "/people/{contact}/tasks",
    "imports.index": "/imports",
    "imports.new": "/imports/new",
    "imports.show": "/imports/{import}",
    "imports.reading": "/imports/{import}/reading",
    "imports.columns": "/imports/{import}/columns",
    "merges.choose": "/merges/clients/{client}",
    "merges.merge": "/merges/clients/{client}/{last}",
    "merges.show": "/merges/{merge}",
    "indicators.index": "/indicators",
    "indicators.show": "/indicators/census-us-exports-mx",
    "indicators.of_client": "/clients/{client}/indicators",
    "reports.index": "/reports",
    "reports.new": "/reports/new?client={client}",
    "reports.show": "/reports/{report}",
    "reference.settings": "/settings",
    "reference.sectors": "/settings/sectors",
    "reference.new_sector": "/settings/sectors/new",
    "reference.edit_sector": "/settings/sectors/{sector}",
    "reference.ports": "/settings/ports",
    "reference.edit_port": "/settings/ports/{port}",
    "reference.lists": "/settings/lists/usmca",
    "duplicates.index": "/duplicates?kind=clients",
    "duplicates.settings": "/settings/duplicates",
    "security.verify": "/verify",
}
#: Pages of those who are not signed in.
PUBLIC: Final = {"security.login": "/login", "accounts.one_time_link": "/link/{link}"}
#: GET addresses that answer with something else than a page.
NOT_PAGES: Final = {
    "static", "security.static", "bootstrap.static", "core.favicon", "core.healthz", "core.readyz", "clients.pick",
    "people.pick", "institutions.pick", "indicators.download", "reports.csv", "reports.pdf",
    "files.download", "files.preview", "jobs.state", "lists.download_export", "imports.rest",
    "duplicates.like_typed",
}  # fmt: skip
#: The lists in which the first record of each kind is found.
FIRST: Final = {
    "client": ("/clients", r"/clients/(\d+)"),
    "last": ("/clients?sort=-name", r"/clients/(\d+)"),
    "contact": ("/people", r"/people/(\d+)"),
    "role": ("/clients/{client}/people", r"/clients/\d+/people/(\d+)"),
    "address": ("/clients/{client}/profile", r"/clients/\d+/profile/addresses/(\d+)"),
    "field": ("/settings/fields", r"/settings/fields/(\d+)"),
    "tag": ("/settings/tags", r"/settings/tags/(\d+)"),
    "institution": ("/institutions?q=nogales", r"/institutions/(\d+)"),
    "post": ("/institutions/{institution}", r"/institutions/(\d+/posts/\d+)"),
    "term": ("/institutions/{institution}", r"/institutions/(\d+/holders/\d+)"),
    #: The walk adds it.
    "file": ("/clients/{client}/files", r"/files/(\d+)"),
    "engagement": ("/engagements", r"/engagements/(\d+)"),
    "task": ("/tasks?show=team", r"/tasks/(\d+)"),
    "job": ("/jobs", r"/jobs/(\d+)"),
    #: The walk adds it.
    "import": ("/imports", r"/imports/(\d+)"),
    "view": ("/lists/clients/views", r"/lists/views/(\d+)"),
    "person": ("/team", r"/team/(\d+)"),
    "sector": ("/settings/sectors", r"/settings/sectors/(\d+)"),
    "port": ("/settings/ports", r"/settings/ports/(\d+)"),
}


def first_id(page: Page, site: str, kind: str) -> str:
    """Return the id of the first record of a kind that its list links to."""
    listing, pattern = FIRST[kind]
    if "{" in listing:
        above = listing.split("{")[1].split("}")[0]
        listing = listing.format(**{above: first_id(page, site, above)})
    page.goto(site + listing)
    links = page.locator("main a[href]").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    return next(found[1] for link in links if (found := re.fullmatch(pattern, link)))
