"""Judges one change of many clients: which they are, what to make of them."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from crm.accounts.queries import consultants
from crm.clients import options
from crm.clients.bulk import NOBODY, Change
from crm.clients.filters import read_filter
from crm.clients.forms.client import STATUS_LABELS
from crm.clients.forms.own import TagsField
from crm.clients.listed import Picked
from crm.core.forms import BaseForm, choices, optional_int, pick
from crm.core.i18n import language
from crm.reference.queries import tags_by_id

#: A page has fewer; a form with more is none of ours.
MOST_PICKED: Final = 1000


class BulkForm(BaseForm):
    """What to make of each of the chosen clients; an empty field leaves it as it is."""

    status = pick(_l("Status"), default="")
    lead_id = pick(_l("Account lead"), coerce=optional_int)
    sector_id = pick(_l("Add a sector"), coerce=optional_int)
    add_tags = TagsField(_l("Add tags"), render_kw={"maxlength": 1000, "autocomplete": "off"})
    remove_tag_id = pick(_l("Take away a tag"), coerce=optional_int)
    archive = pick(_l("Archive"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_is = _("As it is")
        blank = [SelectChoice(value="", label=as_is)]
        self.status.choices = choices(STATUS_LABELS, blank=as_is)
        nobody = [SelectChoice(value=str(NOBODY), label=_("Nobody"))]
        self.lead_id.choices = blank + nobody + choices([(str(u.id), u.name) for u in consultants()])
        self.sector_id.choices = [SelectChoice(value="", label=as_is), *options.sectors(language())]
        used = sorted(tags_by_id().values(), key=lambda tag: tag.name_key)
        self.remove_tag_id.choices = blank + choices([(str(tag.id), tag.name) for tag in used])
        self.archive.choices = choices({"archive": _l("Archive them"), "restore": _l("Put them back")}, blank=as_is)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Want at least one change."""
        sound = bool(super().validate(*args, **kwargs))
        if sound and self.change().empty:
            self.form_errors.append(_("Choose at least one change."))
            return False
        return sound

    def change(self) -> Change:
        """Return what was chosen."""
        return Change(
            status=self.status.data or "",
            lead_id=self.lead_id.data,
            sector_id=self.sector_id.data,
            add_tags=tuple(self.add_tags.data or ()),
            remove_tag_id=self.remove_tag_id.data,
            archive=self.archive.data or "",
        )


def read_picked(form: "MultiDict[str, str]", parts: Mapping[str, str]) -> Picked:
    """Return which clients a form means: the ticked ones, or with `scope=all` those that its query finds."""
    if form.get("scope") == "all":
        return Picked(read_filter(parts))
    ids = [int(text) for text in form.getlist("ids")[:MOST_PICKED] if text.isdecimal() and len(text) < 10]  # noqa: PLR2004
    return Picked(read_filter(parts), tuple(dict.fromkeys(ids)))
