"""Judges the choice of two records, and what is kept of each."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from crm.clients.forms.picker import ClientsField
from crm.core.forms import BaseForm, VersionField
from crm.institutions.forms import InstitutionsField
from crm.merges.fields import BOTH, LEFT, RIGHT, Line
from crm.merges.kinds import Kind
from crm.people.forms import PeopleField

_OTHER: Final = _l("The other record")
_PICKERS: Final = {"client": ClientsField, "person": PeopleField, "institution": InstitutionsField}
#: No column is named so: what a browser sends for a column of its own reaches nothing here.
PREFIX: Final = "pick-"


class ChooseForm(BaseForm):
    """The record to be merged with another one, by a part of its name."""

    _unbound_fields: list[Any]

    def __init__(self, kind: Kind, record_id: int) -> None:
        self.record_id = record_id
        self._unbound_fields = [*self._unbound_fields, ("other", _PICKERS[kind.page](_OTHER, single=True))]
        super().__init__()
        # Somebody new has nothing to be merged.
        self.other.adds = ""

    def validate_other(self, field: Any) -> None:
        """Want another record than the one it starts from."""
        if field.data and field.data[0] == self.record_id:
            raise ValidationError(_("This is the record itself: choose another one."))


class MergeForm(BaseForm):
    """What is kept of two records: a choice for each field that differs, and the versions it was made on."""

    _unbound_fields: list[Any]
    other_version = VersionField()

    def __init__(self, found: Sequence[Line], versions: tuple[int, int]) -> None:
        differing = [line for line in found if line.differs]
        radios = [(f"{PREFIX}{line.name}", RadioField(line.label, default=line.picked)) for line in differing]
        self._unbound_fields = [*self._unbound_fields, *radios]
        super().__init__(data={"version": versions[0], "other_version": versions[1]})
        for line in differing:
            offered = [LEFT, RIGHT, BOTH] if line.joins else [LEFT, RIGHT]
            self[f"{PREFIX}{line.name}"].choices = [SelectChoice(value=value, label=value) for value in offered]

    def validate_version(self, field: Any) -> None:
        """Want to know what the choice was made on: both records are changed at once."""
        if field.data is None or self.other_version.data is None:
            raise ValidationError(_("Reload the page and choose again."))

    def picks(self, found: Sequence[Line]) -> dict[str, str]:
        """Return what is kept by field."""
        return {line.name: self[f"{PREFIX}{line.name}"].data if line.differs else line.picked for line in found}
