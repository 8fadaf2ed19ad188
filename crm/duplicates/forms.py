"""Judges what the firm chose to mean duplicate; fields are the keys of `crm.core.firm`."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.core.firm import settings_version
from crm.core.forms import BaseForm, choices, pick, pick_many
from crm.duplicates.kinds import KINDS

STRICTNESS: Final = {
    "strict": _l("Strict: spelling and legal form apart, the same name"),
    "usual": _l("Usual: slips and shortened words too"),
    "wide": _l("Wide: a word more or less too; expect some that are not"),
}  # fmt: skip


class DuplicatesForm(BaseForm):
    """Which fields of each kind mean duplicate, and how alike two names must be."""

    duplicates_client = pick_many(_l("Clients"))
    duplicates_person = pick_many(_l("People"))
    duplicates_institution = pick_many(_l("Institutions"))
    duplicates_strictness = pick(_l("How alike names must be"))

    def __init__(self, *args: Any, settings: dict[str, Any], **kwargs: Any) -> None:
        kwargs["data"] = {**settings, "version": settings_version(settings)}
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            self[kind.setting].choices = choices(kind.fields)
        self.duplicates_strictness.choices = choices(STRICTNESS)

    @property
    def kinds(self) -> list[Any]:
        """Return the fields that choose fields, one for each kind."""
        return [self[kind.setting] for kind in KINDS.values()]
