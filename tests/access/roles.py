"""Who tries: the people of the access tests, and the sets of them that tables name."""

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
