"""What an import does to records of another kind (people, to the clients where they are) is no edit of these."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from crm.imports import actions
from crm.imports.kinds import import_kinds
from crm.imports.opening import Opened


@contextmanager
def no_edit_of_others(work: Session, found: Opened, values: Iterable[Mapping[str, Any]]) -> Iterator[None]:
    """Let imports of the records that these values touch stay undoable: the versions they left rise with the records.

    Else a first move could never be undone: whoever imports people raises the versions of their clients.
    """
    if found.kind.touches is None:
        yield
        return
    name, touched = found.kind.touches
    hold = import_kinds()[name].hold
    ids = sorted({record_id for each in values for record_id in touched(each)})
    were = hold(work, found.user, ids) if ids else {}
    yield
    are = hold(work, found.user, ids) if ids else {}
    raised = [(key, was, are[key]) for key, was in were.items() if are.get(key, was) != was]
    actions.raise_versions(work, name, raised)
