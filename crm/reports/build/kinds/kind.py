"""What a kind of report is: its parts, its subject, who may be its readers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from crm.accounts.models import User
from crm.core.offers import Lazy
from crm.reports.build.asked import Asked, Built
from crm.reports.build.outline import Part
from crm.reports.build.plan import Level

Subject = Literal["client", "firm", "institution", "issue", "sector", "mission"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`levels` are the reader levels that it can be made for, the usual one first; "client" then needs a client.

    `build(asked, reader)` reads what the reader may see and words it in the language that was asked for.
    """

    name: str
    label: Lazy
    subject: Subject
    levels: tuple[Level, ...]
    parts: tuple[Part[Any], ...]
    build: Callable[[Asked, User], Built]
    #: It has a cover letter, figures with what they mean, and lists of what is at risk, needed and planned.
    written: bool = False
