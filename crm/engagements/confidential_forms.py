"""Judges what was typed about who reads an engagement, and its sensitive parts."""

from collections.abc import Iterable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.core.forms import BaseForm, choices, paragraph, pick_many
from crm.engagements.confidential_models import EngagementPart
from crm.engagements.models import Engagement
from crm.tasks.forms import may_see_all

PART_LIMIT: Final = 20_000
REASON_LIMIT: Final = 300


class ConfidentialFields:
    """The fields of an engagement's form about who reads it; a part typed here is added as a new one."""

    limited = BooleanField(_l("Only named readers"))
    readers = pick_many(_l("Readers"), coerce=int)
    part = paragraph(_l("Sensitive part"), maximum=PART_LIMIT, rows=3)
    part_readers = pick_many(_l("Readers of the sensitive part"), coerce=int)

    user: User
    clients: Any

    def offer_readers(self, item: Engagement | None) -> None:
        """Set the choices; who reads it already stays on offer."""
        kept = {row.user_id for row in item.readers} if item is not None else set()
        for field in (self.readers, self.part_readers):
            field.choices = reader_choices(kept)

    def validate_readers(self, field: Any) -> None:
        """Refuse a reader who would not see it all the same."""
        if self.limited.data:
            refuse_outsiders(field.data or [], self.clients.data or [])

    def validate_part_readers(self, field: Any) -> None:
        """Refuse a reader of the part who does not read the rest."""
        if self.part.data:
            chosen = field.data or []
            refuse_outsiders(chosen, self.clients.data or [])
            if self.limited.data and not set(chosen) <= {*(self.readers.data or ()), self.user.id}:
                raise ValidationError(_("Who reads the sensitive part must be among the readers of the engagement."))


class PartForm(BaseForm):
    """A sensitive part by itself."""

    text = paragraph(_l("Sensitive part"), maximum=PART_LIMIT, rows=10)
    readers = pick_many(_l("Readers"), coerce=int)

    def __init__(self, part: EngagementPart, clients: list[int], **options: Any) -> None:
        chosen = [row.user_id for row in part.readers]
        super().__init__(data={"text": part.text, "readers": chosen, "version": part.version}, **options)
        self.clients = clients
        self.readers.choices = [c for c in reader_choices(set(chosen)) if c.value != part.author_id]

    def validate_readers(self, field: Any) -> None:
        """Refuse a reader who does not see the engagement's clients."""
        refuse_outsiders(field.data or [], self.clients)


def reader_choices(kept: Iterable[int]) -> Any:
    """Return the accounts that may read engagements, for a multiple choice; those of `kept` whatever became of them."""
    able = [u for u in consultants(active_only=False)
            if (u.active and u.may(Permission.ENGAGEMENT_READ)) or u.id in set(kept)]  # fmt: skip
    return choices((u.id, u.name) for u in able)


def refuse_outsiders(readers: Iterable[int], clients: list[int]) -> None:
    """Raise ValidationError where one of these accounts may not see every client: naming them would open nothing."""
    names = {u.id: u.name for u in consultants(active_only=False)}
    out = [names.get(key, "") for key in readers if not may_see_all(key, clients)]
    if out:
        raise ValidationError(_("Not open to every client chosen here: %(names)s", names=", ".join(out)))
