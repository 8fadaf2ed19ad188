"""A clock that tests set: `crm.core.dates.now` reads it, and so everything that asks what time it is."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest


class Clock:
    """The time it is."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime | None = None) -> None:
        self.at = at or datetime.now(UTC)
        clock = self

        class Told(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return clock.at.astimezone(tz)

        patch.setattr("crm.core.dates.datetime", Told)

    def go(self, **span: float) -> None:
        """Move on, or back."""
        self.at += timedelta(**span)
