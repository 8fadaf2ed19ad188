"""Whom a comment names: `@ana`, `@Ana_Ruiz`. Only those who may see the follow-up can be named."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup, escape

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.core.db import db
from crm.core.text import fold
from crm.tasks.models import Task
from crm.tasks.quick import Colleague, called
from crm.tasks.visibility import visible_to

#: An @ within a word is an e-mail address.
MENTION: Final = re.compile(r"(?<![\w@.])@([\w.'-]{1,60})")
#: A list below the text shows this many.
OFFERED: Final = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Those whom a text names, and why it cannot stand so, each a sentence."""

    ids: tuple[int, ...]
    problems: tuple[str, ...]


def _readers() -> list[Colleague]:
    return [Colleague(user.id, user.name) for user in consultants() if user.may(Permission.TASK_READ)]


def named_in(text: str, task_id: int) -> Named:
    """Return whom a text names, judged by who may see a follow-up: one statement."""
    firm, found, problems = _readers(), dict[int, str](), list[str]()
    for word in dict.fromkeys(match[1].rstrip(".") for match in MENTION.finditer(text)):
        people = called(word, firm)
        if len(people) == 1:
            found[people[0].id] = people[0].name
        elif people:
            names = ", ".join("@" + each.name.replace(" ", "_") for each in people)
            problems.append(_("Several of us are called %(name)s: %(names)s.", name=word, names=names))
        else:
            problems.append(_("Nobody of ours is called %(name)s.", name=word))
    blind = set(found) - may_see(task_id, found)
    problems += [_("%(name)s may not see this follow-up and cannot be named here.", name=found[key]) for key in blind]
    return Named(tuple(found), tuple(problems))


def may_see(task_id: int, user_ids: Collection[int]) -> set[int]:
    """Return those of these users who may see a follow-up: one statement."""
    users: list[User] = [user for user in consultants() if user.id in user_ids]
    if not users:
        return set()
    asked = [sa.select(sa.literal(user.id)).where(Task.id == task_id, visible_to(user)) for user in users]
    return set(db.session.execute(sa.union_all(*asked)).scalars())


def offered(typed: str, task_id: int) -> Sequence[Colleague]:
    """Return colleagues whose name has a word that begins so and who may see a follow-up."""
    wanted = fold(typed.replace("_", " ").replace(".", " ")).strip()
    fitting = [
        each for each in _readers()
        if fold(each.name).startswith(wanted) or any(word.startswith(wanted) for word in fold(each.name).split())
    ]  # fmt: skip
    seeing = may_see(task_id, {each.id for each in fitting})
    return [each for each in fitting if each.id in seeing][:OFFERED]


def comment_html(text: str) -> Markup:
    """Return a comment as HTML: its lines, and the names of those whom it names in full."""
    firm = [Colleague(user.id, user.name) for user in consultants(active_only=False)]
    parts, end = [], 0
    for match in MENTION.finditer(text):
        people = called(match[1].rstrip("."), firm)
        if len(people) == 1:
            stop = match.start() + 1 + len(match[1].rstrip("."))
            parts += [escape(text[end : match.start()]), Markup("<b>@{}</b>").format(people[0].name)]
            end = stop
    parts.append(escape(text[end:]))
    return Markup("").join(parts).replace("\n", Markup("<br>"))
