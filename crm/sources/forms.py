"""Handing in a published file: the file, and the month in which it was published."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, ValidationError

from crm.core.forms import BaseForm
from crm.indicators.parsers.recognise import vintage_from_name


class HandInForm(BaseForm):
    """A published file. Its `vintage` is set by validation: the month given, else the one in the file's name."""

    file = FileField(_l("Published file"))
    month = StringField(_l("Published in (year-month)"), render_kw={"placeholder": "2026-10", "autocomplete": "off"})
    vintage: date

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file."))

    def validate_month(self, field: Any) -> None:
        text = (field.data or "").strip()
        if text:
            found = re.fullmatch(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])", text)
            if not found:
                raise ValidationError(_("Write the month as year and month, like 2026-10."))
            self.vintage = date(int(found[1]), int(found[2]), 1)
            return
        named = vintage_from_name(getattr(self.file.data, "filename", "") or "")
        if named is None:
            raise ValidationError(_("Say in which month it was published: the file's name does not."))
        self.vintage = named
