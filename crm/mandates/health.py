"""Are we doing what they pay for? Facts of a mandate, each counted from its own rows, nothing judged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.dates import ago, long_date
from crm.core.i18n import language
from crm.mandates.labels import OBJECTIVE_STATES, hours_text
from crm.mandates.models import Mandate


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so: a label, what is so in bold, a remark, and the kind of chip that it deserves."""

    label: str
    told: str
    remark: str = ""
    kind: str = ""


def facts(mandate: Mandate, rows: Mapping[str, Sequence[Any]], today: date) -> list[Fact]:
    """Return what a mandate's page says at its head."""
    return [
        _objectives(rows["objectives"]),
        _deliverables(rows["deliverables"], today),
        _results(rows["results"]),
        _retainer(mandate, rows["time"], today),
        _term(mandate, today),
        _report(mandate, today),
    ]


def _objectives(objectives: Sequence[Any]) -> Fact:
    count = Counter(row.state for row in objectives)
    if not objectives:
        return Fact(_("Objectives"), _("none yet"), _("Say what the client hired us to reach."), "warn")
    told = _("%(done)s of %(all)s achieved", done=count["achieved"], all=len(objectives))
    others = [f"{count[state]} {str(OBJECTIVE_STATES[state]).lower()}" for state in ("on_track", "at_risk", "blocked")
              if count[state]]  # fmt: skip
    kind = "bad" if count["blocked"] else "warn" if count["at_risk"] else "ok"
    return Fact(_("Objectives"), told, " · ".join(others), kind)


def _deliverables(deliverables: Sequence[Any], today: date) -> Fact:
    if not deliverables:
        return Fact(_("Deliverables"), _("none agreed"))
    given = [row for row in deliverables if row.delivered_on]
    late = [row for row in deliverables if not row.delivered_on and row.due_on and row.due_on < today]
    told = _("%(done)s of %(all)s delivered", done=len(given), all=len(deliverables))
    if late:
        return Fact(_("Deliverables"), told, ngettext("%(num)s late", "%(num)s late", len(late)), "bad")
    coming = min((row.due_on for row in deliverables if not row.delivered_on and row.due_on), default=None)
    return Fact(
        _("Deliverables"), told, _("next on %(day)s", day=long_date(coming, language())) if coming else "", "ok"
    )


def _results(results: Sequence[Any]) -> Fact:
    if not results:
        return Fact(_("Results"), _("none yet"))
    confirmed = sum(bool(row.confirmed_by or row.confirmed_by_id) for row in results)
    told = ngettext("%(num)s achieved", "%(num)s achieved", len(results))
    return Fact(_("Results"), told, _("%(confirmed)s of them confirmed by somebody", confirmed=confirmed), "ok")


def _retainer(mandate: Mandate, time: Sequence[Any], today: date) -> Fact:
    used = sum(row.minutes for row in time if (row.worked_on.year, row.worked_on.month) == (today.year, today.month))
    if not mandate.retainer_minutes:
        return Fact(_("Hours this month"), hours_text(used), _("not counted against a retainer"))
    told = _("%(used)s of %(all)s", used=hours_text(used), all=hours_text(mandate.retainer_minutes))
    over = used - mandate.retainer_minutes
    if over > 0:
        return Fact(_("Hours this month"), told, _("%(hours)s over the retainer", hours=hours_text(over)), "warn")
    return Fact(_("Hours this month"), told, _("%(hours)s left", hours=hours_text(-over)), "ok")


def _term(mandate: Mandate, today: date) -> Fact:
    if mandate.state == "ended" and mandate.ended_on:
        return Fact(_("Term"), _("ended on %(day)s", day=long_date(mandate.ended_on, language())), mandate.end_reason)
    if mandate.ends_on is None:
        return Fact(_("Term"), _("until it is ended"), _renewal(mandate))
    day = long_date(mandate.ends_on, language())
    if mandate.ends_on < today:
        return Fact(_("Term"), _("was to end on %(day)s", day=day), _("End it, or write down the new term."), "bad")
    left = (mandate.ends_on - today).days
    near = mandate.renewal_on is not None and mandate.renewal_on <= today
    told = ngettext("%(num)s day left", "%(num)s days left", left)
    return Fact(_("Term"), told, _renewal(mandate) or _("until %(day)s", day=day), "warn" if near else "ok")


def _renewal(mandate: Mandate) -> str:
    if mandate.renewal_on is None:
        return ""
    return str(_("talk about renewal by %(day)s", day=long_date(mandate.renewal_on, language())))


def _report(mandate: Mandate, today: date) -> Fact:
    due = mandate.next_report_on
    if due is None:
        return Fact(_("Next report"), _("no day"))
    late = (today - due).days
    if late > 0:
        return Fact(_("Next report"), long_date(due, language()), ago(late, language()), "bad")
    return Fact(
        _("Next report"), long_date(due, language()), ngettext("in %(num)s day", "in %(num)s days", -late), "ok"
    )
