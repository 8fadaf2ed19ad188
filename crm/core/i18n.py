"""Two languages: which one a request is answered in."""

from typing import Final

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, lazy_gettext
from flask_login import current_user

from crm.core.paths import PACKAGE

LANGUAGES: Final = ("en", "es")
#: Each language named in itself, as its reader looks for it.
LANGUAGE_NAMES: Final = {"en": "English", "es": "Español"}
LANGUAGE_LABELS: Final = {"en": lazy_gettext("English"), "es": lazy_gettext("Spanish")}

babel = Babel()


def language() -> str:
    """Return 'en' or 'es': the user's own, else the one picked before sign-in, else the browser's."""
    if not has_request_context():
        return str(g.get("crm_language", "en")) if g else "en"
    if "crm_language" in g:
        return str(g.crm_language)
    if getattr(current_user, "is_authenticated", False):
        return str(current_user.language)
    picked = session.get("language")
    if picked in LANGUAGES:
        return str(picked)
    return request.accept_languages.best_match(LANGUAGES) or str(g.get("crm_default_language", "en"))


def init_i18n(app: Flask) -> None:
    """Install Babel; the translations lie in the package."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    babel.init_app(app, locale_selector=language)
