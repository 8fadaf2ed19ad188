"""`python -m tests.jobs.worker`: a worker that also knows the kind `probe`; settings come from the environment."""

import time

from crm.app import create_app
from crm.jobs.commands import work
from crm.jobs.declared import Running
from tests.jobs.probe import declare, leave_rows


def slowly(running: Running) -> None:
    """Leave the rows as the probe does, long enough to be killed in the midst."""
    time.sleep(0.02)
    leave_rows(running)


if __name__ == "__main__":
    app = create_app()
    declare(app, slowly, attempts=50)
    with app.app_context():
        work(app, threads=2)
