"""The form that carries files."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from crm.core.forms import BaseForm
from crm.files.kinds import ACCEPT


class FilesField(MultipleFileField):  # type: ignore[misc]
    """One or more files of the kinds that are taken."""

    def __init__(self, label: object = None, **options: object) -> None:
        super().__init__(label, render_kw={"accept": ACCEPT}, **options)

    @property
    def chosen(self) -> list[FileStorage]:
        """Return the files that were chosen."""
        return [each for each in self.data or () if isinstance(each, FileStorage) and each.filename]


class UploadForm(BaseForm):
    """Files for a record."""

    file = FilesField(_l("Files"))

    def validate_file(self, field: FilesField) -> None:
        if not field.chosen:
            raise ValidationError(_("Choose a file first."))
