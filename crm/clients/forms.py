"""Judges what was typed about a client; `ClientsField` picks clients in the forms of every feature above."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from crm.clients import queries
from crm.core.i18n import language
from crm.core.text import clean


class ClientsField(Field):  # type: ignore[misc]
    """Clients picked by typing a part of their name; `data` is a list of client ids.

    Declare it `clients = ClientsField(_l("Clients"))`; `single=True` takes at most one, `required=False` none.
    As data it takes ids, Client records, or link rows with a `client_id`, so that `Form(obj=engagement)` and
    `Form(clients=[7])` both work. Draw it with the macro `picker(form.clients)` of clients/_picker.html,
    which brings its own script; without script the plain input takes a client's exact name. It posts `clients`
    once for each id, and `clients-typed` for words that are not chosen yet. An id that is unknown, or hidden from
    the reader, gives the same sentence. `picked()` are the visible clients in `data` (id, name, place).
    """

    def __init__(
        self, label: Any = None, *, single: bool = False, required: bool = True, maximum: int = 20, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.single, self.required, self.maximum = single, required, 1 if single else maximum
        self.typed = ""
        self._picked: tuple[list[int], list[queries.Choice]] | None = None
        if required:
            self.flags.required = True

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted, else the record's own clients."""
        options = {} if data is None else {"data": data}
        super().process(formdata, extra_filters=extra_filters, **options)
        if formdata is not None:
            self.typed = clean(formdata.get(f"{self.name}-typed", ""))[:200]

    def process_data(self, value: Any) -> None:
        """Take ids, clients or link rows."""
        items: Iterable[Any] = value if isinstance(value, list | tuple) else [] if value is None else [value]
        self.data = [item if isinstance(item, int) else getattr(item, "client_id", None) or item.id for item in items]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted ids; what is no number is kept as an id that nobody has."""
        numbers = [int(v) if v.isascii() and v.isdecimal() and len(v) < 10 else 0 for v in valuelist if v]  # noqa: PLR2004
        self.data = list(dict.fromkeys(numbers))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        """Add a client typed by its exact name, then weigh number and visibility."""
        if self.typed:
            found = queries.named(current_user, self.typed)
            if found is None:
                raise ValidationError(_("Choose a client from the list."))
            self.data = list(dict.fromkeys([*self.data, found]))
            self.typed = ""
        if len(self.picked()) != len(self.data) or (self.required and not self.data):
            raise ValidationError(_("Choose a client from the list."))
        if len(self.data) > self.maximum:
            raise ValidationError(
                _("Choose one client.") if self.single else _("Choose at most %(number)s clients.", number=self.maximum)
            )

    def picked(self) -> list[queries.Choice]:
        """Return the chosen clients that the reader may see."""
        ids = list(self.data or [])
        if self._picked is None or self._picked[0] != ids:
            self._picked = (ids, queries.chosen(current_user, ids, language()))
        return self._picked[1]

    @property
    def choices(self) -> list[SelectChoice]:
        """Return labels of the chosen ones, for the page that compares two texts."""
        return [SelectChoice(value=str(c.id), label=c.name) for c in self.picked()]
