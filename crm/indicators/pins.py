"""Pins a series to a client, or leaves it out: what a person says comes before what the profile chooses."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.indicators.choice import MOST
from crm.indicators.models import ClientSeries

STANCES: Final = ("pinned", "muted")


class TooManyPinsError(Exception):
    """As many series are pinned as a client shows."""


def set_stance(work: Session, client_id: int, series_key: str, stance: str) -> None:
    """Pin a series, leave it out, or with '' let the profile choose again. Whoever asks holds the client's lock."""
    own = sa.select(ClientSeries).where(ClientSeries.client_id == client_id, ClientSeries.series_key == series_key)
    row = work.execute(own).scalar_one_or_none()
    if stance == "pinned" and (row is None or row.stance != stance):
        pinned = sa.select(sa.func.count()).where(ClientSeries.client_id == client_id, ClientSeries.stance == stance)
        if work.execute(pinned).scalar_one() >= MOST:
            raise TooManyPinsError
    # Dropped and added, so that the trail tells both as what they are: links.
    if row is not None and row.stance != stance:
        work.delete(row)
        work.flush()
        row = None
    if stance and row is None:
        work.add(ClientSeries(client_id=client_id, series_key=series_key, stance=stance))
