"""Who may use what: one written table, endpoint by endpoint. An endpoint that is not here fails the suite."""

from typing import Final

#: Signs in as: dora reads only; bob is outside the team-only client; alice is on its team.
PEOPLE: Final = {"analyst": "dora", "outsider": "bob", "insider": "alice", "partner": "charlie", "admin": "erin"}
#: Who may open what belongs to a client of access `team`: its team and the partners; no role alone, not the admin's.
TEAM: Final = frozenset({"insider", "partner"})

STAFF: Final = frozenset(PEOPLE)
WRITERS: Final = STAFF - {"analyst"}
FIRM: Final = frozenset({"partner", "admin"})
PARTNER: Final = frozenset({"partner"})
ADMIN: Final = frozenset({"admin"})
EVERYBODY: Final = STAFF | {"anonymous"}
NOBODY: Final = frozenset[str]()

POLICY: Final[dict[str, frozenset[str]]] = {
    "static": EVERYBODY,
    "bootstrap.static": EVERYBODY,
    "security.login": EVERYBODY,
    "security.logout": EVERYBODY,
    "security.static": NOBODY,
    "security.verify": NOBODY,
    "core.healthz": EVERYBODY,
    "core.readyz": EVERYBODY,
    "core.favicon": EVERYBODY,
    "accounts.account": STAFF,
    "accounts.save_account": STAFF,
    "accounts.change_password": STAFF,
    "accounts.sign_out_everywhere": STAFF,
    "accounts.pick_language": EVERYBODY,
    "accounts.one_time_link": EVERYBODY,
    "accounts.team": STAFF,
    "accounts.edit_consultant": ADMIN,
    "accounts.new_consultant": ADMIN,
    "reference.settings": STAFF,
    "reference.save_settings": FIRM,
    "reference.sectors": STAFF,
    "reference.edit_sector": FIRM,
    "reference.new_sector": FIRM,
    "reference.ports": STAFF,
    "reference.edit_port": FIRM,
    "reference.lists": STAFF,
    "clients.index": STAFF,
    "clients.export": WRITERS,
    "clients.pick": STAFF,
    "clients.show": STAFF,
    "clients.show_history": STAFF,
    "clients.new": WRITERS,
    "clients.edit": WRITERS,
    "clients.archive": WRITERS,
    "clients.restore": WRITERS,
    "clients.show_people": STAFF,
    "clients.add_person": WRITERS,
    "clients.edit_role": WRITERS,
    "clients.barriers": PARTNER,
    "clients.remove_barrier": PARTNER,
    "people.index": STAFF,
    "people.pick": STAFF,
    "people.quick": WRITERS,
    "people.show": STAFF,
    "people.show_history": STAFF,
    "people.new": WRITERS,
    "people.edit": WRITERS,
    "people.archive": WRITERS,
    "people.restore": WRITERS,
    "tasks.index": STAFF,
    "tasks.of_client": STAFF,
    "tasks.new": WRITERS,
    "tasks.show": STAFF,
    "tasks.save": WRITERS,
    "tasks.done": WRITERS,
    "tasks.reopen": WRITERS,
    "tasks.archive": WRITERS,
    "tasks.restore": WRITERS,
    "indicators.index": STAFF,
    "indicators.show": STAFF,
    "indicators.download": WRITERS,
    "indicators.of_client": STAFF,
    "engagements.index": STAFF,
    "engagements.of_client": STAFF,
    "engagements.show": STAFF,
    "engagements.history": STAFF,
    "engagements.new": WRITERS,
    "engagements.edit": WRITERS,
    "engagements.hold": WRITERS,
    "engagements.cancel": WRITERS,
    "engagements.archive": WRITERS,
    "engagements.restore": WRITERS,
    "home.my_day": STAFF,
    "reports.index": STAFF,
    "reports.new": WRITERS,
    "reports.show": STAFF,
    "reports.pdf": STAFF,
    "reports.csv": WRITERS,
    "search.results": STAFF,
}

#: What those who only read may still send: it touches their own account and sign-in, nothing of the firm's.
OWN_AFFAIRS: Final = frozenset({
    "security.login", "security.logout", "accounts.save_account", "accounts.change_password",
    "accounts.sign_out_everywhere", "accounts.pick_language", "accounts.one_time_link",
})  # fmt: skip
#: These end the sign-in of the one who asks: a fresh browser asks them.
ENDS_SESSION: Final = frozenset({"security.logout", "accounts.sign_out_everywhere"})
#: What a route must be sent to be understood at all.
#: An empty name keeps a save from changing the records that the next cells ask for: 422 says the gate was passed.
BODIES: Final[dict[str, dict[str, object]]] = {
    "accounts.pick_language": {"language": "en"},
    "accounts.edit_consultant": {"name": ""},
    "tasks.save": {"title": ""},
    "clients.edit": {"name": ""},
    "people.edit": {"given_name": ""},
    "engagements.edit": {"subject": ""},
}
#: The arguments of an address that a route wants in its form instead.
IN_BODY: Final[dict[str, tuple[str, ...]]] = {"clients.remove_barrier": ("user_id",)}
