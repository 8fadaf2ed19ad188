"""The lockout counter: how many wrong passwords are weighed at all, per e-mail and per address."""

import hashlib
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import SignInCounter
from crm.core.dates import now
from crm.core.db import insert_or, unit_of_work

#: Within one window at most this many wrong passwords are weighed; then none until the window ends.
WINDOW: Final = timedelta(minutes=10)
PER_EMAIL: Final = 10
PER_ADDRESS: Final = 50


def keys(email: str, address: str) -> dict[str, int]:
    """Return the counter keys of a try, each with its limit."""
    return {_hashed(f"email:{email.strip().lower()}"): PER_EMAIL, _hashed(f"ip:{address}"): PER_ADDRESS}


def admit(email: str, address: str) -> bool:
    """Count a try before its password is weighed; False where the tries are used up.

    Counted first, in its own unit of work, so that parallel tries cannot slip past the limit.
    """
    moment = now()
    limits = keys(email, address)
    with unit_of_work(None) as work:
        work.execute(sa.delete(SignInCounter).where(SignInCounter.window_start <= moment - WINDOW))
        # First tries of the same moment make the row once; in one order, so that none waits for the other in a circle.
        fresh = [{"key": key, "failures": 0, "window_start": moment} for key in sorted(limits)]
        work.execute(insert_or(SignInCounter).values(fresh).on_conflict_do_nothing())
        counted = sa.select(SignInCounter).where(SignInCounter.key.in_(limits)).order_by(SignInCounter.key)
        rows = work.execute(counted.with_for_update()).scalars().all()
        if any(row.failures >= limits[row.key] for row in rows):
            return False
        for row in rows:
            row.failures += 1
    return True


def forgive(email: str, address: str) -> None:
    """Take back the count of a try that was right."""
    first, second = keys(email, address)
    with unit_of_work(None) as work:
        work.execute(sa.delete(SignInCounter).where(SignInCounter.key == first))
        work.execute(
            sa.update(SignInCounter)
            .where(SignInCounter.key == second, SignInCounter.failures > 0)
            .values(failures=SignInCounter.failures - 1)
        )


def forget_failures(work: sa.orm.Session, email: str) -> None:
    """Clear the counter of an e-mail after its password was set anew."""
    work.execute(sa.delete(SignInCounter).where(SignInCounter.key == _hashed(f"email:{email.strip().lower()}")))


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
