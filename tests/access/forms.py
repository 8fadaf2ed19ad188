"""Every form of the product: who may send it where, what it needs, and the columns that are its own to change."""

import io
from collections.abc import Iterator
from typing import Any

from crm.accounts.forms import ConsultantForm, NewPasswordForm, ProfileForm
from crm.clients.forms.client import BarrierForm, ClientForm
from crm.clients.forms.role import NewRoleForm, RoleForm
from crm.clients.forms.rows import AddressForm, ProductForm
from crm.clients.forms.settings import FieldForm, TagForm
from crm.core.firm import DEFAULTS
from crm.files.forms import UploadForm
from crm.indicators.forms import PinForm
from crm.institutions.forms import InstitutionForm, NewHolderForm, PostForm, TermForm
from crm.keydates.forms import FollowUpsForm
from crm.people.forms import PersonForm, QuickForm
from crm.reference.forms import FirmForm, PortForm, SectorForm
from tests.access.forms_advisories import advisory_routes
from tests.access.forms_alerts import alert_routes
from tests.access.forms_branding import branding_routes
from tests.access.forms_calendar import calendar_routes
from tests.access.forms_commitments import commitment_routes
from tests.access.forms_conflicts import conflict_routes
from tests.access.forms_duplicates import duplicate_routes
from tests.access.forms_engagements import engagement_routes
from tests.access.forms_handover import handover_routes
from tests.access.forms_imports import import_routes
from tests.access.forms_issues import issue_routes
from tests.access.forms_lists import list_routes
from tests.access.forms_merges import merge_routes
from tests.access.forms_notices import notice_routes
from tests.access.forms_pipeline import mandate_routes, opportunity_routes
from tests.access.forms_reports import report_routes
from tests.access.forms_sources import source_routes
from tests.access.forms_stages import stage_routes
from tests.access.forms_tasks import LINKS, checklist_routes, task_routes
from tests.access.route import Route, columns_of
from tests.files.samples import picture
from tests.support import PASSWORD

CLIENT_LINKS = {
    f"client_{name}": {"*"} for name in ("sector", "chapter", "port", "member", "state", "tag", "value")
} | {"tag": {"*"}}
NEW_TASK = {name: {"*"} for name in ("task", "task_institution", "task_person")}


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
    stance = {"client_series": {"*"}, "client": {"version", "updated_at"}}
    yield Route("indicators.set_stance", "alice", f"{at}/indicators/census-us-exports-mx/pinned", {}, stance)
    yield Route("indicators.pin", "alice", "/indicators/usdmxn-monthly-average/pin",
                {"client": values["client_id"]}, stance, PinForm)  # fmt: skip
    yield from depth_routes(values)
    yield from person_routes(values)
    yield from institution_routes(values)
    yield from file_routes(values)
    yield from list_routes(values)
    yield from import_routes(values)
    yield from merge_routes(values)
    yield from notice_routes(values)
    yield from duplicate_routes(values)
    yield from task_routes(values, ids)
    yield from checklist_routes(values, ids)
    yield from stage_routes(values)
    yield from report_routes(values)
    at = f"/key-dates/{values['entry']}"
    opened = {"title": "Renovar", "due_on": "2027-01-10", "clients": [values["client_id"]]}
    yield Route(
        "keydates.follow_up", "alice", at, opened, {"key_date_task": {"*"}, "task": {"*"}, **LINKS}, FollowUpsForm
    )
    yield from alert_routes(values, ids)
    yield from issue_routes(values, ids)
    yield from calendar_routes(values, ids)
    yield from engagement_routes(values, ids["Alice"])
    yield from commitment_routes(values, ids)
    yield from advisory_routes(values)
    yield from opportunity_routes(values, ids)
    yield from handover_routes(values, ids)
    yield from source_routes(values)
    yield from mandate_routes(values, ids)
    yield from conflict_routes(values, ids)


def depth_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of what a client has."""
    at, row = f"/clients/{values['client_id']}/profile", f"/clients/{values['client_id']}/profile/addresses"
    stamps = {"client": {"version", "updated_at"}}
    address = {"kind": "plant", "city": "Nogales", "country": "MX"}
    yield Route("clients.new_row", "alice", f"{at}/products/new", {"hs_code": "0703", "direction": "northbound"},
                {"client_product": {"*"}, "client_chapter": {"*"}, **stamps}, ProductForm)  # fmt: skip
    yield Route("clients.edit_row", "alice", f"{row}/{values['row_id']}", address,
                {"client_address": columns_of(AddressForm, "client_address"), **stamps}, AddressForm)  # fmt: skip
    yield Route("clients.remove_row", "alice", f"{row}/{values['row_id']}/remove", {},
                {"client_address": {"*"}, **stamps})  # fmt: skip


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
    role = {"title": "Directora", "kind": "trade", "from_on": "2024-01-01", "is_primary": "y"}
    roles = {"client_person": columns_of(RoleForm, "client_person")}
    yield Route("clients.add_person", "alice", f"/clients/{values['client_id']}/people",
                role | {"person": values["person_id"]}, {"client_person": {"*"}, "client": {"version", "updated_at"}},
                NewRoleForm)  # fmt: skip
    yield Route("clients.edit_role", "alice", f"/clients/{values['client_id']}/people/{values['role_id']}", role, roles,
                RoleForm)  # fmt: skip
    yield Route("people.edit", "alice", f"{at}/edit", person, own, PersonForm)
    yield Route("people.archive", "alice", f"{at}/archive", {}, {"person": {"archived_at"}})
    yield Route("people.restore", "alice", f"{at}/restore", {}, {"person": {"archived_at"}})


def institution_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of institutions, their posts and terms."""
    body = {"name_en": "Customs", "name_es": "Aduana", "kind": "agency", "level": "federal", "country": "MX",
            "state": "", "gift_rule": "", "meeting_rule": "", "holidays": ""}  # fmt: skip
    post = {"title_en": "Head", "title_es": "Titular"}
    kept = {"parent_id", "key_en", "key_es", "search_text"}
    own = {"institution": columns_of(InstitutionForm, "institution") | kept}
    stamps = {"version", "updated_at"}
    term = {"post_holder": columns_of(TermForm, "post_holder"), "post": stamps}
    at = f"/institutions/{values['institution_id']}"
    yield Route("institutions.new", "alice", "/institutions/new", body, {"institution": {"*"}}, InstitutionForm)
    yield Route("institutions.edit", "alice", f"{at}/edit", body, own, InstitutionForm)
    yield Route("institutions.archive", "alice", f"{at}/archive", {}, {"institution": {"archived_at"}})
    yield Route("institutions.restore", "alice", f"{at}/restore", {}, {"institution": {"archived_at"}})
    yield Route("institutions.new_post", "alice", f"{at}/posts/new", post, {"post": {"*"}, "institution": stamps},
                PostForm)  # fmt: skip
    yield Route("institutions.edit_post", "alice", f"{at}/posts/{values['post_id']}", post,
                {"post": columns_of(PostForm, "post")}, PostForm)  # fmt: skip
    archived = {"post": {"archived_at"}}
    yield Route("institutions.archive_post", "alice", f"{at}/posts/{values['post_id']}/archive", {}, archived)
    yield Route("institutions.edit_holder", "alice", f"{at}/holders/{values['holder_id']}", {"from_on": "2024-01-01"},
                term, TermForm)  # fmt: skip
    yield Route("institutions.name_holder", "alice", f"{at}/posts/{values['post_id']}/holder",
                {"person": values["person_id"], "from_on": "2026-01-01"},
                {"post_holder": {"*"}, "post": stamps, **NEW_TASK}, NewHolderForm)  # fmt: skip


def file_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of files."""
    at = f"/files/{values['file_id']}"
    own = {"stored_file": {"*"}, "client_file": {"*"}}
    sent = {"file": [(io.BytesIO(picture()), "Año.png")]}
    yield Route("files.upload", "alice", f"/files/client/{values['client_id']}", sent, own, UploadForm)
    yield Route("files.archive", "alice", f"{at}/archive", {}, {"stored_file": {"archived_at"}})
    yield Route("files.restore", "alice", f"{at}/restore", {}, {"stored_file": {"archived_at"}})


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
    field = {"title_en": "Size", "title_es": "Tamaño", "kind": "number"}
    tag = {"tag": columns_of(TagForm, "tag") | {"name_key"}}
    own = {"custom_field": columns_of(FieldForm, "custom_field") - {"kind"}}
    at_field, at_tag = f"/settings/fields/{values['field_id']}", f"/settings/tags/{values['tag_id']}"
    yield Route("clients.new_field", "charlie", "/settings/fields/new", field, {"custom_field": {"*"}}, FieldForm)
    yield Route("clients.edit_field", "charlie", at_field, {"title_en": "Size", "title_es": "Talla"}, own, FieldForm)
    yield Route("clients.edit_tag", "charlie", at_tag, {"name": "maquila"}, tag, TagForm)
    for action in ("archive", "restore"):
        gone = {"archived_at"}
        yield Route(f"clients.{action}_field", "charlie", f"{at_field}/{action}", {}, {"custom_field": gone})
        yield Route(f"clients.{action}_tag", "charlie", f"{at_tag}/{action}", {}, {"tag": gone})
    yield from branding_routes()
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
