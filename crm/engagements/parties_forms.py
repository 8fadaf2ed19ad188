"""What was noted of everybody at an engagement: our consultants' parts, the official class of those met."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, FormField, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.core.forms import BaseForm, choices, line, pick
from crm.engagements.models import Engagement
from crm.engagements.parties import OURS, THEIRS
from crm.engagements.record_words import ROLES
from crm.institutions.labels import CLASSES


class OursRow(Form):  # type: ignore[misc]
    """One of us."""

    key = HiddenField()
    role = pick(_l("What they did"), default="")
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(1, 10_080)], render_kw={"min": 1, "max": 10_080})


class TheirsRow(Form):  # type: ignore[misc]
    """One of those met."""

    key = HiddenField()
    official_class = pick(_l("Official class"), default="")
    class_source = line(_l("Source of the class"), maximum=300)
    class_checked_on = DateField(_l("Looked up on"), [Optional()])

    def validate_official_class(self, field: Any) -> None:
        """A class says who says so, as it does on a post."""
        if field.data and field.data != "private" and not self.class_source.data:
            raise ValidationError(_("Say where this class is from."))


class PartiesForm(BaseForm):
    """Everybody of an engagement (its links loaded) whom the reader sees; rows of others are not taken."""

    ours = FieldList(FormField(OursRow))
    theirs = FieldList(FormField(TheirsRow))

    def __init__(self, item: Engagement, **options: Any) -> None:
        ours = [{"key": str(link.user_id), **_values(link, OURS)} for link in item.consultants]
        theirs = [{"key": str(link.person_id), **_values(link, THEIRS)} for link in item.persons]
        super().__init__(data={"version": item.version, "ours": ours, "theirs": theirs}, **options)
        for row in self.ours:
            row.form.role.choices = choices(ROLES, blank=_("Not said"))
        for row in self.theirs:
            row.form.official_class.choices = choices(CLASSES, blank=_("Not judged"))

    def ours_by_id(self) -> dict[int, Mapping[str, Any]]:
        """Return role and minutes by the id of the consultant."""
        return _by_id(self.ours)

    def theirs_by_id(self, item: Engagement) -> dict[int, Mapping[str, Any]]:
        """Return class, source and day by the id of the person, of those whom the reader sees."""
        seen = {link.person_id for link in item.persons}
        return {key: values for key, values in _by_id(self.theirs).items() if key in seen}


def _values(link: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(link, name) for name in names}


def _by_id(rows: FieldList) -> dict[int, Mapping[str, Any]]:
    told = [{**row.form.data} for row in rows]
    found = ((str(values.pop("key")), values) for values in told)
    return {int(key): values for key, values in found if key.isascii() and key.isdecimal() and len(key) < 10}  # noqa: PLR2004
