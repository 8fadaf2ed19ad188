"""Judges what is typed about a saved view."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from crm.core.forms import BaseForm, line


class ViewForm(BaseForm):
    """A view's name, and who may use it."""

    name = line(_l("Name of the view"), maximum=80, required=True)
    shared = BooleanField(_l("Shared with the firm"))


class NewViewForm(ViewForm):
    """The list as it is on the screen, under a name."""

    default = BooleanField(_l("Open the list with it"))
    #: Filter, order and columns as an address's query.
    query = HiddenField()
