"""What a feature says of a kind of background work."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from flask import current_app
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.offers import Lazy


class Running(Protocol):
    """A job at work, handed to its kind's `run`."""

    job_id: int
    payload: Mapping[str, Any]
    #: What earlier parts kept, also those of a worker that died.
    kept: Mapping[str, Any]
    #: Who asked: active, and with the kind's permission, when the work began.
    user: User | None

    def part(self, *, done: int | None = None, total: int | None = None) -> AbstractContextManager[Session]:
        """Open the unit of work of one part, as its asker: its effect, its progress and what it keeps are one commit.

        Afterwards it rests, see `JobKind.rest`. Raises LeaseLostError where another worker has the job by now and
        StoppedError where somebody stopped it; neither is to be caught.
        """
        ...

    def fit(self, rows: int, most: int) -> int:
        """Return how many rows the next part should have, after one of so many, for nobody to wait long behind it."""
        ...

    def keep(self, **values: Any) -> None:
        """Keep values (JSON) with the open part: where to go on."""
        ...

    def tell(self, done: int, total: int | None = None) -> None:
        """Say how far the work is, within a long part too: written beside it within a second. Raises as `part` does."""
        ...

    def in_the_way(self) -> bool:
        """Tell whether somebody waits for a job, or another one of this kind is at work: what has time yields."""
        ...

    def returns(self, **values: Any) -> None:
        """Set what came of it (JSON), written when the job is done."""
        ...


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of background work.

    `run` may be called again for the same job after a crash: what it wrote in a part stands, and what it kept says
    where to go on. It raises RefusedError for what no further attempt would mend.
    """

    name: str
    label: Lazy
    run: Callable[[Running], None]
    #: What the asker needs when it runs, not only when it was asked for; None for the system's own work.
    permission: StrEnum | None = None
    #: Tried so often without getting on, with growing pauses, before it counts as failed.
    attempts: int = 4
    #: Asked by the system itself every so many minutes (a divisor of 1,440); 0 never.
    every_minutes: int = 0
    #: After a part on SQLite, others get as long as this share of it to write: there is one writer, and who waits for
    #: it asks now and then only.
    rest: float = 0.3
    #: The page that asked, from the payload; '' where there is none.
    back: Callable[[Mapping[str, Any]], str] = lambda _payload: ""


class RefusedError(Exception):
    """The work can't be done, however often it is tried; the message is a sentence for whoever asked."""


class LeaseLostError(Exception):
    """Another worker has the job."""


class StoppedError(Exception):
    """Somebody stopped the job."""


def job_kinds() -> dict[str, JobKind]:
    """Return all declared kinds by name."""
    found: dict[str, JobKind] | None = current_app.extensions.get("crm_job_kinds")
    if found is None:
        found = {kind.name: kind for feature in registry().features for kind in feature.jobs}
        current_app.extensions["crm_job_kinds"] = found
    return found
