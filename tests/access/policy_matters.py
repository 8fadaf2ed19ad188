"""Who may use what of issues, commitments, key dates and relationships: a part of the table in `policy.py`."""

from typing import Final

from tests.access.roles import STAFF, WRITERS

MATTERS: Final[dict[str, frozenset[str]]] = {
    "issues.export": WRITERS,
    "issues.index": STAFF,
    "issues.pick": STAFF,
    "issues.show": STAFF,
    "issues.show_clients": STAFF,
    "issues.show_updates": STAFF,
    "issues.show_files": STAFF,
    "issues.show_history": STAFF,
    "issues.of_client": STAFF,
    "issues.new": WRITERS,
    "issues.edit": WRITERS,
    "issues.archive": WRITERS,
    "issues.restore": WRITERS,
    "issues.add_client": WRITERS,
    "issues.edit_client": WRITERS,
    "issues.remove_client": WRITERS,
    "issues.add_update": WRITERS,
    "issues.add_task": WRITERS,
    "commitments.index": STAFF,
    "commitments.export": WRITERS,
    "commitments.show": STAFF,
    "commitments.new": WRITERS,
    "commitments.edit": WRITERS,
    "commitments.keep": WRITERS,
    "commitments.not_kept": WRITERS,
    "commitments.release": WRITERS,
    "commitments.reopen": WRITERS,
    "commitments.archive": WRITERS,
    "commitments.restore": WRITERS,
    "commitments.of_engagement": WRITERS,
    "keydates.index": STAFF,
    "relations.index": STAFF,
    "relations.quiet": STAFF,
    "keydates.download": WRITERS,
    "keydates.show": STAFF,
    "keydates.follow_up": WRITERS,
}
