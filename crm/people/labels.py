"""Words for a person's coded values."""

from typing import Final

from flask_babel import lazy_gettext as _l

LANGUAGES: Final = {"es": _l("Spanish"), "en": _l("English")}
PHONE_KINDS: Final = {"mobile": _l("Cell phone"), "office": _l("Office"), "home": _l("Home"), "other": _l("Other")}
PREFERRED: Final = {"phone": _l("Phone call"), "whatsapp": _l("WhatsApp"), "email": _l("E-mail")}
#: Offered while typing; any other may be written.
HONORIFICS: Final = (
    "Lic.", "Ing.", "Mtra.", "Mtro.", "Dra.", "Dr.", "C.P.", "Arq.", "Sr.", "Sra.", "Mr.", "Ms.", "Hon.",
)  # fmt: skip
