"""The columns of the list of issues. None tells of a client: an export outlives who may see one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.i18n import language
from crm.core.links import Links, link_values
from crm.core.templating import day, local_day
from crm.institutions.queries import with_ids as bodies_with_ids
from crm.issues.labels import COLOURS, KINDS, STATES, hs_dotted, value_text
from crm.issues.models import Issue, IssueHs, IssueInstitution, IssuePort, IssueSector
from crm.issues.queries import latest_updates
from crm.lists.declared import Column, offered_column
from crm.reference.queries import ports_by_id, sectors_by_id

Beside = Mapping[str, Any]
LATEST, ROWS, BODIES = "latest", "rows", "bodies"


def _nothing() -> Mapping[Any, Any]:
    return {}


_LINKS: Final = (
    Links("hs_codes", IssueHs, "issue_id", "hs_code", "", _nothing),
    Links("sectors", IssueSector, "issue_id", "sector_id", "", _nothing),
    Links("ports", IssuePort, "issue_id", "port_id", "", _nothing),
    Links("institutions", IssueInstitution, "issue_id", "institution_id", "", _nothing),
)


def _plain(name: str) -> Callable[[Any, Beside], object]:
    return lambda issue, _beside: getattr(issue, name)


def _label(name: str, labels: Mapping[str, Any]) -> Callable[[Any, Beside], object]:
    return lambda issue, _beside: str(labels.get(getattr(issue, name), ""))


def _shown_day(name: str) -> Callable[[Any, Beside], object]:
    return lambda issue, _beside: day(found) if (found := getattr(issue, name)) else ""


def _linked(name: str, tell: Callable[[str, Beside], str]) -> Callable[[Any, Beside], object]:
    return lambda issue, b: ", ".join(sorted(tell(key, b) for key, _extra in b[ROWS][name].get(issue.id, ())))


def _update(issue: Any, beside: Beside) -> str:
    found = beside[LATEST].get(issue.id)
    return found[0].text if found else ""


_RECORD: Final = (
    Column("title", _l("Issue"), lambda issue, _b: issue.title(language()), fixed=True),
    Column("number", _l("No."), lambda issue, _b: issue.number, short=True),
    Column("colour", _l("Color"), _label("colour", COLOURS), usual=True, short=True),
    Column("state", _l("State of the matter"), _label("state", STATES), usual=True, short=True),
    Column("kind", _l("Kind"), _label("kind", KINDS), usual=True),
    Column("owner", _l("Consultant in charge"), lambda issue, _b: issue.owner.name if issue.owner else "", usual=True),
    Column("hs", _l("HS codes"), _linked("hs_codes", lambda key, _b: hs_dotted(key)), needs=ROWS),
    Column("sectors", _l("Sectors"), _linked("sectors", lambda key, _b: sectors_by_id()[int(key)].title(language())),
           needs=ROWS),
    Column("ports", _l("Ports of entry"), _linked("ports", lambda key, _b: ports_by_id()[int(key)].label), needs=ROWS),
    Column("institutions", _l("Institutions concerned"), _linked("institutions", lambda key, b: b[BODIES][int(key)]),
           needs=BODIES),
    Column("usmca", _l("USMCA chapter"), lambda issue, _b: str(issue.usmca_chapter or ""), short=True),
    Column("article", _l("Article"), _plain("usmca_article")),
    Column("comments_due_on", _l("Comments close on"), _plain("comments_due_on"), _shown_day("comments_due_on"),
           usual=True, short=True),
    Column("effective_on", _l("Takes effect on"), _plain("effective_on"), _shown_day("effective_on"), usual=True,
           short=True),
    Column("value", _l("Value at stake"), lambda issue, _b: value_text(issue, language()), short=True),
    Column("value_note", _l("What the value is made of"), _plain("value_note")),
    Column("recommendation", _l("Our recommendation"), _plain("recommendation")),
    Column("update", _l("Latest update"), _update, needs=LATEST),
    Column("changed", _l("Changed (UTC)"), lambda issue, _b: issue.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda issue, _b: local_day(issue.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns: the record's, those of higher features."""
    return [*_RECORD, *(offered_column(column) for column in registry().columns("issues"))]


def load(user: User, chosen: Sequence[Column], issues: Sequence[Issue]) -> dict[str, Any]:
    """Return what columns need beside the issues of one page."""
    ids, needs = [issue.id for issue in issues], {column.needs for column in chosen}
    found: dict[str, Any] = {}
    if LATEST in needs:
        found[LATEST] = latest_updates(ids)
    if needs & {ROWS, BODIES}:
        found[ROWS] = link_values(ids, _LINKS)
    if BODIES in needs:
        keys = {int(key) for rows in found[ROWS]["institutions"].values() for key, _extra in rows}
        found[BODIES] = {body.id: body.name(language()) for body in bodies_with_ids(keys)}
    for column in registry().columns("issues"):
        if column.key in needs:
            found[column.key] = column.load(user, ids)
    return found
