"""Which records and figures a report prints: who may not see all of them may not read the finished one."""

from collections.abc import Mapping
from datetime import date

from crm.reports.build.facts import Facts


def records(facts: Facts) -> Mapping[str, frozenset[int]]:
    """Return the ids of the records in a report, by kind."""
    given = facts.mandates
    named = {link.person_id for item in facts.held if item.name_officials for link in item.persons if link.in_post}
    return {
        "client": frozenset({facts.client.id}),
        "engagement": frozenset(item.id for item in (*facts.held, *facts.planned)),
        "task": frozenset(task.id for task in (*facts.closed, *facts.open)),
        "commitment": frozenset(item.id for item in facts.commitments),
        "issue": frozenset(item.issue.id for item in facts.issues),
        "mandate": frozenset(mandate.id for mandate in given.mandates),
        "institution": frozenset(facts.bodies) | frozenset(given.bodies),
        "person": frozenset(named) | frozenset(given.people),
    }


def figures(facts: Facts) -> frozenset[tuple[str, date, date]]:
    """Return (series key, period, vintage) of what goes into the figures."""
    return frozenset(used for item in facts.shown for used in item.used())
