"""The columns of the list of institutions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.i18n import language
from crm.core.phones import phone_text
from crm.core.templating import local_day
from crm.institutions import posts
from crm.institutions.labels import GIFT_RULES, KINDS, LEVELS, MEETING_RULES
from crm.institutions.models import Institution
from crm.lists.declared import Column, offered_column, worded
from crm.reference.queries import countries, states_by_code

Beside = Mapping[str, Any]
HEADS, COUNTRIES = "heads", "countries"


def _plain(name: str) -> Callable[[Any, Beside], object]:
    return lambda body, _beside: getattr(body, name)


def _holder(body: Any, beside: Beside) -> str:
    head = beside[HEADS].get(body.id)
    return head.person.formal if head else ""


def _post(body: Any, beside: Beside) -> str:
    head = beside[HEADS].get(body.id)
    return head.post.title(language()) if head else ""


def _state(body: Any, _beside: Beside) -> str:
    return states_by_code()[body.state].title(language()) if body.state else ""


def _parent(body: Any, _beside: Beside) -> str:
    return body.parent.name(language()) if body.parent else ""


_RECORD: Final = (
    Column("name", _l("Name"), lambda body, _b: body.name(language()), fixed=True),
    Column("short", _l("Short name"), _plain("short")),
    Column("kind", _l("Kind"), worded("kind", KINDS), usual=True),
    Column("level", _l("Level"), worded("level", LEVELS)),
    Column("parent", _l("Belongs to"), _parent),
    Column("city", _l("City"), _plain("city"), usual=True),
    Column("state", _l("State"), _state),
    Column("country", _l("Country"), lambda body, b: b[COUNTRIES].get(body.country, ""), needs=COUNTRIES),
    Column("head", _l("Main post"), _holder, needs=HEADS, usual=True),
    Column("post", _l("Title of the main post"), _post, needs=HEADS),
    Column("phone", _l("Phone"), lambda body, _b: phone_text(body.phone), short=True),
    Column("email", _l("E-mail"), _plain("email")),
    Column("website", _l("Website"), _plain("website")),
    Column("address", _l("Address"), _plain("address")),
    Column("gifts", _l("Gifts"), worded("gift_rule", GIFT_RULES)),
    Column("meetings", _l("How to ask for a meeting"), worded("meeting_rule", MEETING_RULES)),
    Column("changed", _l("Changed (UTC)"), lambda body, _b: body.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda body, _b: local_day(body.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns: the record's, those of higher features."""
    return [*_RECORD, *(offered_column(column) for column in registry().columns("institutions"))]


def load(user: User, chosen: Sequence[Column], bodies: Sequence[Institution]) -> dict[str, Any]:
    """Return what columns need beside the institutions of one page."""
    ids, needs = [body.id for body in bodies], {column.needs for column in chosen}
    found: dict[str, Any] = {}
    if HEADS in needs:
        found[HEADS] = posts.heads(user, ids)
    if COUNTRIES in needs:
        found[COUNTRIES] = {row.code: row.title(language()) for row in countries()}
    for column in registry().columns("institutions"):
        if column.key in needs:
            found[column.key] = column.load(user, ids)
    return found
