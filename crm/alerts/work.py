"""Background work: judges new figures by the rules, then opens the follow-ups of what fired."""

from typing import Final

from crm.alerts import actions, queries
from crm.jobs.declared import Running

CHECK: Final = "alerts.check"
EVERY: Final = 15


def check(running: Running) -> None:
    """Judge rule by rule and open follow-ups part by part: a worker that dies leaves the rest to the next one."""
    fired = 0
    for rule_id in queries.waiting_rules():
        with running.part() as work:
            rule = queries.for_check(rule_id)
            fired += len(actions.judge(work, rule)) if rule else 0
    for event_id in queries.open_events():
        done = False
        while not done:
            with running.part() as work:
                done = actions.open_part(work, event_id)
    running.returns(fired=fired)
