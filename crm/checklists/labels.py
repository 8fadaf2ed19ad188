"""Who does a step, in words."""

from typing import Final

from flask_babel import lazy_gettext as _l

ROLES: Final = {"lead": _l("Account lead"), "starter": _l("Whoever starts it"), "support": _l("Support")}
