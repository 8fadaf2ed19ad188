"""`ClientsField` picks clients in the forms of every feature above."""

from flask_babel import lazy_gettext as _l
from flask_login import current_user

from crm.clients import queries
from crm.core.i18n import language
from crm.core.picker import Choice, PickerField, PickerWords


class ClientsField(PickerField):
    """Clients picked by a part of their name."""

    source, link = "clients.pick", "client_id"
    words = PickerWords(
        choose=_l("Choose a client from the list."),
        choose_one=_l("Choose one client."),
        at_most=_l("Choose at most %(number)s clients."),
        none=_l("No client has this in its name."),
        found=_l("Clients found: %(number)s"),
        failed=_l("The list of clients does not answer. Type the exact name."),
    )

    def chosen(self, ids: list[int]) -> list[Choice]:
        """Return the visible clients among these."""
        return queries.chosen(current_user, ids, language())

    def named(self, name: str) -> int | None:
        """Return the one client of this name."""
        return queries.named(current_user, name)
