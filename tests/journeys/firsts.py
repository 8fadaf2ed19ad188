"""The first record of each kind, by the list that links to it."""

import re
from typing import Final

from playwright.sync_api import Page

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
    "issue": ("/issues", r"/issues/(\d+)"),
    "touched": ("/issues/{issue}/clients", r"/issues/(\d+/clients/\d+)"),
    "engagement": ("/engagements", r"/engagements/(\d+)"),
    "opportunity": ("/pipeline/table", r"/opportunities/(\d+)"),
    "mandate": ("/mandates", r"/mandates/(\d+)"),
    "objective": ("/mandates/{mandate}", r"/mandates/(\d+/objectives/\d+)"),
    "advisory": ("/advisories?state=draft", r"/advisories/(\d+)"),
    "sent": ("/reports?state=approved", r"/reports/(\d+)"),
    "version": ("/reports/{sent}", r"/reports/(versions/\d+)"),
    "definition": ("/reports/definitions", r"/reports/(definitions/\d+)"),
    "commitment": ("/commitments?state=all", r"/commitments/(\d+)"),
    "alert": ("/alerts", r"/alerts/(\d+)"),
    "conflict": ("/conflicts", r"/conflicts/(\d+)"),
    "opposed": ("/clients?q=baja+wire", r"/clients/(\d+)"),
    "adverse": ("/clients/{opposed}/adverse", r"/conflicts/adverse/(\d+)/edit"),
    #: The demo's note with a sensitive part is found by its words.
    "part": ("/engagements/{noted}", r"/engagements/(parts/\d+)"),
    "noted": ("/search?q=compliance+officer+leaves", r"/engagements/(\d+)"),
    "task": ("/tasks?show=team", r"/tasks/(\d+)"),
    #: The walk adds it.
    "comment": ("/tasks/{task}", r"/tasks/(\d+/comments/\d+/edit)"),
    "checklist": ("/settings/checklists", r"/settings/checklists/(\d+)"),
    "checked": ("/clients?q=dos+rios", r"/clients/(\d+)"),
    "run": ("/clients/{checked}", r"/checklists/(\d+)"),
    "absence": ("/calendar/away", r"/calendar/away/(\d+)"),
    "mail": ("/outbox", r"/outbox/(\d+)"),
    "job": ("/jobs", r"/jobs/(\d+)"),
    "import": ("/imports", r"/imports/(\d+)"),  # the walk adds it
    "entry": ("/key-dates?who=all&days=365", r"/key-dates/([\w.-]+)\?who=all"),
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
