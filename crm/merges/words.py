"""What a merge moves, and what its undo left, in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.money import number
from crm.merges.kinds import Kind


def _engagements(n: int) -> str:
    return str(ngettext("%(count)s engagement", "%(count)s engagements", n, count=_n(n)))


def _tasks(n: int) -> str:
    return str(ngettext("%(count)s follow-up", "%(count)s follow-ups", n, count=_n(n)))


def _issues(n: int) -> str:
    return str(ngettext("%(count)s issue", "%(count)s issues", n, count=_n(n)))


def _files(n: int) -> str:
    return str(ngettext("%(count)s file", "%(count)s files", n, count=_n(n)))


def _commitments(n: int) -> str:
    return str(ngettext("%(count)s commitment", "%(count)s commitments", n, count=_n(n)))


def _n(value: int) -> str:
    return str(number(value))


#: Words for a number of rows of a table; in the order in which they are told.
TOLD: Final[Mapping[str, Callable[[int], str]]] = {
    "engagement_client": _engagements,
    "engagement_person": _engagements,
    "engagement_institution": _engagements,
    "issue_client": _issues,
    "issue_institution": _issues,
    "task_client": _tasks,
    "task_person": _tasks,
    "task_institution": _tasks,
    "commitment": _commitments,
    "commitment_client": _commitments,
    "advisory_client": lambda n: ngettext("%(count)s client advisory", "%(count)s client advisories", n, count=_n(n)),
    "client_person": lambda n: ngettext("%(count)s role of a person", "%(count)s roles of people", n, count=_n(n)),
    "post_holder": lambda n: ngettext("%(count)s term in a post", "%(count)s terms in posts", n, count=_n(n)),
    "post": lambda n: ngettext("%(count)s post", "%(count)s posts", n, count=_n(n)),
    "invitation": lambda n: ngettext("%(count)s invitation", "%(count)s invitations", n, count=_n(n)),
    "client_file": _files,
    "person_file": _files,
    "institution_file": _files,
    "key_date_task": lambda n: ngettext(
        "%(count)s key date with a follow-up", "%(count)s key dates with a follow-up", n, count=_n(n)
    ),
    "alert_rule": lambda n: ngettext("%(count)s alert", "%(count)s alerts", n, count=_n(n)),
    "alert_task": lambda n: ngettext(
        "%(count)s alert with a follow-up", "%(count)s alerts with a follow-up", n, count=_n(n)
    ),
    "checklist_run": lambda n: ngettext("%(count)s checklist", "%(count)s checklists", n, count=_n(n)),
    "opportunity": lambda n: ngettext("%(count)s opportunity", "%(count)s opportunities", n, count=_n(n)),
    "mandate": lambda n: ngettext("%(count)s mandate", "%(count)s mandates", n, count=_n(n)),
    "mandate_result": lambda n: ngettext("%(count)s confirmed result", "%(count)s confirmed results", n, count=_n(n)),
    "mandate_introduction": lambda n: ngettext("%(count)s introduction", "%(count)s introductions", n, count=_n(n)),
    "adverse_party": lambda n: ngettext("%(count)s adverse party", "%(count)s adverse parties", n, count=_n(n)),
    "conflict_check": lambda n: ngettext("%(count)s conflict check", "%(count)s conflict checks", n, count=_n(n)),
    "conflict_hit": lambda n: ngettext(
        "%(count)s hit of a conflict check", "%(count)s hits of conflict checks", n, count=_n(n)
    ),
    "information_barrier": lambda n: ngettext(
        "%(count)s information barrier", "%(count)s information barriers", n, count=_n(n)
    ),
    "report_definition": lambda n: ngettext(
        "%(count)s definition of a report", "%(count)s definitions of reports", n, count=_n(n)
    ),
    "report_sending": lambda n: ngettext("%(count)s report sent", "%(count)s reports sent", n, count=_n(n)),
    "report": lambda n: ngettext("%(count)s report", "%(count)s reports", n, count=_n(n)),
    "client": lambda n: ngettext("%(count)s subsidiary", "%(count)s subsidiaries", n, count=_n(n)),
    "institution": lambda n: ngettext("%(count)s body below it", "%(count)s bodies below it", n, count=_n(n)),
    "client_address": lambda n: ngettext("%(count)s address", "%(count)s addresses", n, count=_n(n)),
    "client_certification": lambda n: ngettext("%(count)s certification", "%(count)s certifications", n, count=_n(n)),
    "client_product": lambda n: ngettext("%(count)s product", "%(count)s products", n, count=_n(n)),
    "client_sector": lambda n: ngettext("%(count)s sector", "%(count)s sectors", n, count=_n(n)),
    "client_chapter": lambda n: ngettext("%(count)s HS chapter", "%(count)s HS chapters", n, count=_n(n)),
    "client_port": lambda n: ngettext("%(count)s port of entry", "%(count)s ports of entry", n, count=_n(n)),
    "client_state": lambda n: ngettext("%(count)s partner state", "%(count)s partner states", n, count=_n(n)),
    "client_series": lambda n: ngettext(
        "%(count)s series pinned or left out", "%(count)s series pinned or left out", n, count=_n(n)
    ),
    "client_tag": lambda n: ngettext("%(count)s tag", "%(count)s tags", n, count=_n(n)),
    "client_value": lambda n: ngettext("%(count)s own field", "%(count)s own fields", n, count=_n(n)),
    "person_phone": lambda n: ngettext("%(count)s phone", "%(count)s phones", n, count=_n(n)),
    "person_email": lambda n: ngettext("%(count)s e-mail address", "%(count)s e-mail addresses", n, count=_n(n)),
}


#: Records whose link rows are told already: a client that made a commitment is among its clients.
_ROWS_OF: Final = {"commitment": "commitment_client"}


def counted(counts: Mapping[str, int]) -> list[str]:
    """Return numbers of rows by table in words: '14 engagements', '2 files'."""
    told = {table: tell for table, tell in TOLD.items() if counts.get(_ROWS_OF.get(table, ""), 0) == 0}
    return [str(tell(counts[table])) for table, tell in told.items() if counts.get(table)]


def _rows(table: str, count: int) -> str:
    tell = TOLD.get(table)
    return str(tell(count)) if tell else str(ngettext("%(count)s row", "%(count)s rows", count, count=_n(count)))


def left_over(kind: Kind, left: Sequence[Sequence[Any]]) -> list[str]:
    """Return what an undo could not put back, each thing in a sentence."""
    labels = kind.labels()
    return [_sentence(labels, str(reason), str(what), int(count)) for reason, what, count in left]


#: Why something is not as it was.
_REASONS: Final[Mapping[str, Any]] = {
    "gone": _l("%(what)s: moved or removed since the merge, left as it is now."),
    "edited": _l("%(what)s: edited since the merge, put back with the new words."),
    "changed": _l("%(what)s: a detail that was changed since the merge stays."),
    "lost": _l("%(what)s: could not come back, since it exists again or what it belonged to is gone."),
    "closed": _l("Something was written since the merge for those who could see both: both records stay with them."),
    "field": _l("%(what)s was changed since the merge: it stays."),
    "other": _l("%(what)s of the other record was changed since the merge: it stays."),
}


def _sentence(labels: Mapping[str, Any], reason: str, what: str, count: int) -> str:
    told = str(labels.get(what, what)) if reason in {"field", "other"} else _rows(what, count)
    return str(_REASONS[reason]).replace("%(what)s", told)


def sees(kind: Kind, user_names: Sequence[str], *, team: bool, limited: bool, barred: bool) -> str:
    """Return who will see the merged record, in a sentence or two."""
    if kind.page == "institution":
        return str(_("The whole firm, as with every institution."))
    if kind.page == "person":
        told = (
            _("Not all colleagues see both: only those who see both today will see the merged person.")
            if limited
            else _("Everybody who sees them today.")
        )
        return str(told)
    names = ", ".join(user_names)
    if not team:
        told = _("The whole firm.")
    elif names:
        told = _("Team only: %(names)s, and the partners.", names=names)
    else:
        told = _("The partners only: nobody of one team could see the other client.")
    also = _("Whoever is kept out of one of the two is kept out.")
    return f"{told} {also}" if barred else str(told)
