"""Every form of the product: who may send it where, what it needs, and the columns that are its own to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Form as AnyForm

from crm.accounts.forms import ConsultantForm, NewPasswordForm, ProfileForm
from crm.clients.forms.client import BarrierForm, ClientForm
from crm.clients.forms.role import NewRoleForm, RoleForm
from crm.core.db import db
from crm.core.firm import DEFAULTS
from crm.engagements.forms import EngagementForm
from crm.people.forms import PersonForm, QuickForm
from crm.reference.forms import FirmForm, PortForm, SectorForm
from crm.reports.forms import ReportForm
from crm.tasks.forms import TaskForm
from tests.engagements.records import form as engagement_form
from tests.support import PASSWORD


@dataclass(frozen=True)
class Route:
    """A form: who sends it where, what it needs, and the columns it may change (`*`: rows that are its own)."""

    endpoint: str
    who: str
    path: str
    values: dict[str, Any]
    own: dict[str, set[str]]
    form: type[AnyForm] | None = None

    def fields(self) -> set[str]:
        """Return the names of the form's own fields."""
        named = {n for n in dir(self.form) if hasattr(getattr(self.form, n), "_formfield")} if self.form else set()
        return named | set(self.values) | {"version", "csrf_token"}


CLIENT_LINKS = {name: {"*"} for name in ("client_sector", "client_chapter", "client_port", "client_member")}
ENGAGEMENT_LINKS = {f"engagement_{name}": {"*"} for name in ("client", "consultant", "usmca", "task")} | {
    "task": {"*"},
    "task_client": {"*"},
}


def columns_of(form: type[AnyForm], table: str) -> set[str]:
    """Return the columns of a table that a form names."""
    return {column.name for column in db.metadata.tables[table].c if hasattr(form, column.name)}


def record_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield the forms of clients, follow-ups, engagements and reports, in an order in which each is accepted."""
    client = {"name": "Nueva", "country": "MX", "status": "active", "access": "firm", "report_language": "es",
              "team": [ids["Alice"]]}  # fmt: skip
    clients = {"client": columns_of(ClientForm, "client"), **CLIENT_LINKS}
    at = f"/clients/{values['client_id']}"
    yield Route("clients.new", "alice", "/clients/new", client, {"client": {"*"}, **CLIENT_LINKS}, ClientForm)
    yield Route("clients.edit", "alice", f"{at}/edit", client, clients, ClientForm)
    yield Route("clients.archive", "alice", f"{at}/archive", {}, {"client": {"archived_at"}})
    yield Route("clients.restore", "alice", f"{at}/restore", {}, {"client": {"archived_at"}})
    barred = {"client_barrier": {"*"}, "client": {"version"}}
    bar = {"user_id": ids["Dora"], "reason": "interés"}
    yield Route("clients.barriers", "charlie", f"{at}/access", bar, barred, BarrierForm)
    yield Route("clients.remove_barrier", "charlie", f"{at}/access/remove", {"user_id": ids["Dora"]},
                barred)  # fmt: skip
    yield from person_routes(values)
    task = {"title": "Nueva", "priority": "normal", "assignee_id": ids["Bob"], "clients": [values["client_id"]]}
    at = f"/tasks/{values['task_id']}"
    tasks = {"task": columns_of(TaskForm, "task"), "task_client": {"*"}}
    yield Route("tasks.new", "alice", "/tasks/new", task, {"task": {"*"}, "task_client": {"*"}}, TaskForm)
    yield Route("tasks.save", "alice", at, task, tasks, TaskForm)
    yield Route("tasks.done", "alice", f"{at}/done", {}, {"task": {"done_at", "done_by_id"}})
    yield Route("tasks.reopen", "alice", f"{at}/reopen", {}, {"task": {"done_at", "done_by_id"}})
    yield Route("tasks.archive", "alice", f"{at}/archive", {}, {"task": {"archived_at"}})
    yield Route("tasks.restore", "alice", f"{at}/restore", {}, {"task": {"archived_at"}})
    report = {"client_id": values["client_id"], "period": "last-month", "language": "en"}
    yield Route("reports.new", "alice", "/reports/new", report, {"report": {"*"}}, ReportForm)
    yield from engagement_routes(values)


def person_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of people."""
    lines = {name: {"*"} for name in ("person_phone", "person_email")}
    own = {"person": columns_of(PersonForm, "person"), **lines}
    person = {"given_name": "Ana", "surname": "Peña", "phones-0-number": "662 212 3456", "phones-0-kind": "mobile",
              "emails-0-address": "ana@example.com"}  # fmt: skip
    at = f"/people/{values['person_id']}"
    yield Route("people.new", "alice", "/people/new", person, {"person": {"*"}, **lines}, PersonForm)
    yield Route("people.quick", "alice", "/people/quick", {"given_name": "Eva"}, {"person": {"*"}, **lines,
                "client_person": {"*"}}, QuickForm)  # fmt: skip
    role = {"title": "Directora", "kind": "trade", "from_on": "2024-01-01"}
    roles = {"client_person": columns_of(RoleForm, "client_person")}
    yield Route("clients.add_person", "alice", f"/clients/{values['client_id']}/people",
                role | {"person": values["person_id"]}, {"client_person": {"*"}, "client": {"version", "updated_at"}},
                NewRoleForm)  # fmt: skip
    yield Route("clients.edit_role", "alice", f"/clients/{values['client_id']}/people/{values['role_id']}", role, roles,
                RoleForm)  # fmt: skip
    yield Route("people.edit", "alice", f"{at}/edit", person, own, PersonForm)
    yield Route("people.archive", "alice", f"{at}/archive", {}, {"person": {"archived_at"}})
    yield Route("people.restore", "alice", f"{at}/restore", {}, {"person": {"archived_at"}})


def engagement_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of engagements."""
    form = engagement_form([values["client_id"]], state="planned")
    engagements = {"engagement": columns_of(EngagementForm, "engagement"), **ENGAGEMENT_LINKS}
    at = f"/engagements/{values['engagement_id']}"
    yield Route("engagements.new", "alice", "/engagements/new", form, {"engagement": {"*"}, **ENGAGEMENT_LINKS},
                EngagementForm)  # fmt: skip
    yield Route("engagements.edit", "alice", f"{at}/edit", form, engagements, EngagementForm)
    yield Route("engagements.hold", "alice", f"{at}/hold", {}, {"engagement": {"state"}})
    yield Route("engagements.cancel", "alice", f"{at}/cancel", {"cancel_reason": "aplazada"},
                {"engagement": {"state", "cancel_reason"}})  # fmt: skip
    yield Route("engagements.archive", "alice", f"{at}/archive", {}, {"engagement": {"archived_at"}})
    yield Route("engagements.restore", "alice", f"{at}/restore", {}, {"engagement": {"archived_at"}})


def firm_routes(values: dict[str, Any], ids: dict[str, int], token: str) -> Iterator[Route]:
    """Yield the forms of Settings, the team and one's own account; those that end a sign-in come last."""
    sector = {"title_en": "New", "title_es": "Nuevo", "parent_id": 1}
    firm = {name: value for name, value in DEFAULTS.items() if name != "demo"} | {"firm_name": "Otra"}
    person = {"name": "Zoe", "email": "zoe@example.com", "role": "analyst", "language": "en", "time_zone": "UTC",
              "active": "y"}  # fmt: skip
    me = {name: person[name] for name in ("name", "language", "time_zone")} | {"time_zone": "America/Phoenix"}
    person |= {"time_zone": "America/Phoenix"}
    users = {"user_account": columns_of(ConsultantForm, "user_account")}
    yield Route("reference.new_sector", "charlie", "/settings/sectors/new", sector, {"sector": {"*"}}, SectorForm)
    yield Route("reference.edit_sector", "charlie", f"/settings/sectors/{values['sector_id']}", sector,
                {"sector": columns_of(SectorForm, "sector") - {"parent_id"}}, SectorForm)  # fmt: skip
    yield Route("reference.edit_port", "charlie", f"/settings/ports/{values['port_id']}", {"crossings": "Mariposa"},
                {"port": columns_of(PortForm, "port")}, PortForm)  # fmt: skip
    yield Route("reference.save_settings", "charlie", "/settings", firm, {"firm_setting": {"*"}}, FirmForm)
    added = {"user_account": {"*"}, "one_time_link": {"*"}}
    yield Route("accounts.new_consultant", "erin", "/team/new", person, added, ConsultantForm)
    yield Route("accounts.edit_consultant", "erin", f"/team/{ids['Dora']}", person | {"email": "d@example.com"}, users,
                ConsultantForm)  # fmt: skip
    yield Route("accounts.save_account", "bob", "/account", me,
                {"user_account": {"name", "language", "time_zone"}}, ProfileForm)  # fmt: skip
    yield Route("accounts.pick_language", "bob", "/language", {"language": "es"}, {"user_account": {"language"}})
    secret = {"user_account": {"password", "fs_uniquifier"}}
    new = "a fresh long password"
    words = {"password-current": PASSWORD, "password-password": new, "password-again": new}
    yield Route("accounts.change_password", "bob", "/account/password", words,
                secret)  # fmt: skip
    yield Route("accounts.one_time_link", "nobody", f"/link/{token}", {"password": new, "again": new},
                {**secret, "one_time_link": {"used_at"}}, NewPasswordForm)  # fmt: skip
    yield Route("security.login", "nobody", "/login", {"email": "alice@example.com", "password": PASSWORD}, {})
    yield Route("accounts.sign_out_everywhere", "bob", "/account/sign-out-everywhere", {}, {})
    yield Route("security.logout", "charlie", "/logout", {}, {})
