"""A3: two teams, each with a client of access `team`; nobody reaches what is the other team's by any door."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models.client import ClientMember
from crm.core.db import unit_of_work
from tests.access.policy import IN_BODY
from tests.access.records import add_client, address, fingerprint, make_records, of_client, routes
from tests.advisories.records import WORDS as ADVISORY
from tests.architecture.source import fail_on
from tests.commitments.records import form as commitment_form
from tests.engagements.records import form as engagement_form
from tests.engines import Engine
from tests.support import People, Person

METHODS = ("GET", "HEAD", "POST")
#: Words of each team's client: everybody asks for "frontera", and may see the second word on one's own only.
WORDS = {"north": "frontera qxnorte", "south": "frontera qxsur"}
#: alice leads the north and dora's account is its peer there; bob leads the south. charlie, a partner, sees both.
TEAMS = {"alice": {"north"}, "gus": set[str](), "bob": {"south"}, "dora": {"north"}, "erin": set[str]()}


@dataclass
class Tally:
    """Foreign accesses tried, those that got through, and the pages one's own team was shown."""

    tried: int
    reached: list[str]
    own: int


@pytest.fixture
def firms(app: Flask) -> dict[str, dict[str, Any]]:
    """Give both teams' records; gus is kept out of both by a barrier, dora is a peer of the north."""
    shared = make_records(app).open
    with app.app_context(), unit_of_work(None) as work:
        users = {user.name: user for user in work.execute(sa.select(User)).scalars()}
        users["Gus"].password = users["Bob"].password
        users["Dora"].role = Role.CONSULTANT.value
        made = {
            team: {**shared, **add_client(work, WORDS[team], "team", users[lead].id, shared), "lead_id": users[lead].id}
            for team, lead in (("north", "Alice"), ("south", "Bob"))
        }
        work.add(ClientMember(client_id=made["north"]["client_id"], user_id=users["Dora"].id))
    return made


def bodies(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return whole forms that would change something if they were taken."""
    client = {"name": "Hijacked", "country": "MX", "status": "former", "access": "firm", "report_language": "es"}
    return {
        "clients.edit": client,
        "clients.barriers": {"user_id": values["user_id"], "reason": "hijacked"},
        "engagements.edit": engagement_form([values["client_id"]], note="hijacked"),
        "engagements.cancel": {"cancel_reason": "hijacked"},
        "tasks.save": {"title": "hijacked", "priority": "high", "assignee_id": values["user_id"]},
        "commitments.edit": commitment_form(values["user_id"], maker_client=values["client_id"], text="hijacked"),
        "commitments.release": {"reason": "hijacked"},
        "commitments.of_engagement": {
            "rows-0-text": "hijacked",
            "rows-0-maker": f"client-{values['client_id']}",
            "rows-0-receiver": "us",
        },
    }


def ask(person: Person, rule: Rule, cell: tuple[str, str], values: dict[str, Any], token: str) -> tuple[int, str]:
    """Send one request (method and path), a POST with its whole form; returns status and text."""
    method, path = cell
    data = None
    if method == "POST":
        data = bodies(values).get(rule.endpoint, {}) | {key: values[key] for key in IN_BODY.get(rule.endpoint, ())}
        data = data | {"csrf_token": token}
    with person.http.open(path, method=method, data=data) as answer:
        return answer.status_code, answer.get_data().decode("utf-8", "replace").lower()


def walk(app: Flask, people: People, firms: dict[str, dict[str, Any]]) -> Tally:
    """Ask every address of both teams' records, as everybody; only foreign ones are sent forms."""
    tally = Tally(0, [], 0)
    tokens = {name: getattr(people, name).token() for name in TEAMS}
    for method in METHODS:
        for rule in filter(of_client, routes(app, method)):
            for team, values in firms.items():
                path, secret = address(app, rule, values), WORDS[team].split()[1]
                for name, teams in TEAMS.items():
                    if team in teams and method == "POST":
                        continue
                    status, text = ask(getattr(people, name), rule, (method, path), values, tokens[name])
                    if team in teams:
                        tally.own += status == 200
                        continue
                    tally.tried += 1
                    if status not in {403, 404} or secret in text:
                        tally.reached.append(f"{name}: {method} {path} answers {status}")
    return tally


def ask_lists(app: Flask, people: People, firms: dict[str, dict[str, Any]]) -> Tally:
    """Ask lists, filters, pickers, search, downloads and blank forms by the words and the ids of both teams."""
    tally = Tally(0, [], 0)
    for rule in (rule for rule in routes(app, "GET") if not of_client(rule) and "static" not in rule.endpoint):
        for team, values in firms.items():
            secret, number = WORDS[team].split()[1], values["client_id"]
            path = address(app, rule, values)
            query = f"q=frontera&client={number}&client_id={number}&show=team&who=all"
            for name, teams in TEAMS.items():
                text = getattr(people, name).get(f"{path}?{query}").get_data().decode("utf-8", "replace").lower()
                tally.own += team in teams and secret in text
                tally.tried += team not in teams
                if team not in teams and secret in text:
                    tally.reached.append(f"{name}: {path}?{query} shows {team}")
    return tally


def link_foreign(people: People, firms: dict[str, dict[str, Any]]) -> Tally:
    """Name the other team's client and follow-up in one's own new and saved records."""
    tally = Tally(0, [], 0)
    for name, own, other in (("alice", "north", "south"), ("bob", "south", "north")):
        person, mine, theirs = getattr(people, name), firms[own], firms[other]
        both = [mine["client_id"], theirs["client_id"]]
        task = {"title": "hijack", "priority": "normal", "clients": both, "assignee_id": mine["lead_id"]}
        sent: list[tuple[str, dict[str, Any]]] = [
            ("/engagements/new", engagement_form(both)),
            (f"/engagements/{mine['engagement_id']}/edit", engagement_form(both)),
            (f"/engagements/{mine['engagement_id']}/edit",
             engagement_form([mine["client_id"]], finish=theirs["task_id"])),
            ("/commitments/new", commitment_form(mine["lead_id"], maker_client=theirs["client_id"])),
            ("/commitments/new", commitment_form(mine["lead_id"], maker_client=mine["client_id"],
                                                 engagement=str(theirs["engagement_id"]))),
            (f"/commitments/{mine['commitment_id']}/edit",
             commitment_form(mine["lead_id"], maker_client=mine["client_id"], clients=both)),
            (f"/engagements/{mine['engagement_id']}/commitments",
             {"rows-0-text": "x", "rows-0-maker": f"client-{theirs['client_id']}", "rows-0-receiver": "us"}),
            ("/advisories/new", {**ADVISORY, "rule": "none", "clients": both}),
            (f"/advisories/{mine['advisory_id']}/clients", {"rule": "none", "clients": theirs["client_id"]}),
            ("/tasks/new", task),
            (f"/tasks/{mine['task_id']}", task),
            ("/reports/new", {"client_id": theirs["client_id"], "period": "last-month", "language": "en"}),
            (f"/reports/new?client={theirs['client_id']}", {"period": "last-month", "language": "en"}),
            (f"/engagements/new?client={theirs['client_id']}", engagement_form([theirs["client_id"]])),
        ]  # fmt: skip
        for path, form in sent:
            answer = person.post(path, form)
            tally.tried += 1
            if answer.status_code not in {404, 422} or WORDS[other].split()[1] in answer.text:
                tally.reached.append(f"{name}: POST {path} {form} answers {answer.status_code}")
    return tally


@pytest.mark.bar
def test_no_record_of_another_team_is_reached(
    app: Flask, engine: Engine, people: People, firms: dict[str, dict[str, Any]], figure: Callable[..., None]
) -> None:
    before = fingerprint(app)
    tallies = {"addresses": walk(app, people, firms), "lists and filters": ask_lists(app, people, firms),
               "named in own forms": link_foreign(people, firms)}  # fmt: skip
    after = fingerprint(app)
    wrote = [f"wrote to {table}" for table in before if before[table] != after[table]]
    for what, tally in tallies.items():
        figure("A3", engine.name, f"{what}: {len(tally.reached)} of {tally.tried} foreign accesses, "
               f"{len(wrote)} tables written; the own team got {tally.own}")  # fmt: skip
    fail_on([problem for tally in tallies.values() for problem in tally.reached] + wrote)
    assert tallies["addresses"].own > 0
    assert tallies["lists and filters"].own > 0
