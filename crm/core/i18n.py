"""Two languages: which one a request is answered in."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final

from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, Domain, force_locale, lazy_gettext
from flask_login import current_user
from markupsafe import Markup

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
    if "crm_reader_language" not in g:
        g.crm_reader_language = _reader_language()  # a page asks hundreds of times
    return str(g.crm_reader_language)


def _reader_language() -> str:
    if getattr(current_user, "is_authenticated", False):
        return str(current_user.language)
    picked = session.get("language")
    if picked in LANGUAGES:
        return str(picked)
    return request.accept_languages.best_match(LANGUAGES) or str(g.get("crm_default_language", "en"))


class Catalogue(Domain):  # type: ignore[misc]
    """Flask-Babel's texts, looked up once a request and locale: it would do so for each of a page's hundreds."""

    def get_translations(self) -> Any:
        """Return the texts of the present locale."""
        known: SimpleNamespace | None = g.get("_flask_babel") if has_app_context() else None
        # A locale that was forced leaves None behind: what was never looked up is not that.
        if known is not None and getattr(known, "crm_texts_of", known) is getattr(known, "babel_locale", None):
            return known.crm_texts
        found = super().get_translations()
        if has_app_context() and "_flask_babel" in g:
            g._flask_babel.crm_texts_of, g._flask_babel.crm_texts = g._flask_babel.babel_locale, found  # noqa: SLF001
        return found


def init_i18n(app: Flask) -> None:
    """Install Babel; the translations lie in the package."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    babel.init_app(app, locale_selector=language)
    catalogue = Catalogue()
    app.extensions["babel"].instance.domain_instance = catalogue

    def translate(text: str, **variables: Any) -> Markup:
        """Do what Jinja's own `_` does: the text is ours and safe, what goes into it is escaped."""
        told = Markup(catalogue.get_translations().ugettext(text))  # noqa: S704 - texts of the package
        return told % variables if variables or "%" in told else told

    app.jinja_env.globals["_"] = translate


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Make texts in a language, whoever asks."""
    before = g.get("crm_language")
    with force_locale(code):
        g.crm_language = code
        try:
            yield
        finally:
            if before is None:
                g.pop("crm_language", None)
            else:
                g.crm_language = before
