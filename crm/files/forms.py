"""The field and the form that carry files."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from crm.core.forms import BaseForm
from crm.files.kinds import ACCEPT
from crm.files.receiving import FILES_AT_ONCE


class FilesField(MultipleFileField):  # type: ignore[misc]
    """One or more files of the kinds that are taken; `files.js` reads the limits from its attributes."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.most_mb: int = current_app.config["CRM"].file_mb
        self.render_kw = {
            "accept": ACCEPT,
            "data-most": self.most_mb,
            "data-at-once": FILES_AT_ONCE,
            "data-too-large": str(_("%(name)s is larger than %(most)s MB.", name="{name}", most=self.most_mb)),
            "data-too-many": str(_("At most %(most)s files at once.", most=FILES_AT_ONCE)),
        }

    @property
    def chosen(self) -> list[FileStorage]:
        """Return the files that were chosen."""
        return [each for each in self.data or () if isinstance(each, FileStorage) and each.filename]

    @property
    def limits(self) -> str:
        """Return what may be chosen, in a sentence."""
        return str(
            _(
                "At most %(files)s files of %(most)s MB each: PDF, pictures, Office documents, text, XML, ZIP.",
                files=FILES_AT_ONCE,
                most=self.most_mb,
            )
        )


class UploadForm(BaseForm):
    """Files for a record."""

    file = FilesField(_l("Files"))

    def validate_file(self, field: FilesField) -> None:
        if not field.chosen:
            raise ValidationError(_("Choose a file first."))
