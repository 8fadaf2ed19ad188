"""Error pages: one clear sentence that says what to do."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from crm.core.db import db

Answer = tuple[str, int, dict[str, str]]


def sentence(code: int) -> tuple[str, str]:
    """Return title and advice for a status code, in the reader's language."""
    return {
        400: (_("The request was not understood"), _("Go back, reload the page and send the form again.")),
        401: (_("You are signed out"), _("Sign in and send the form again.")),
        403: (_("You may not do this"), _("Ask a partner or an administrator if you need to.")),
        404: (_("Nothing here"), _("The page does not exist, or it is not open to you.")),
        405: (_("This address does not take that"), _("Go back and use the buttons of the page.")),
        409: (_("Somebody saved before you"), _("Go back, copy your words, reload the page and save again.")),
        413: (_("Too much at once"), _("Go back and send a shorter text: your words are still in the form.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        503: (_("The database is busy"), _("Nothing was lost on your side: go back and save again in a moment.")),
    }.get(
        code,
        (_("Something went wrong"), _("Nothing was saved. Try again; if it happens again, tell your administrator.")),
    )


def install_errors(app: Flask) -> None:
    """Answer every error with our own page."""

    def page(code: int, headers: dict[str, str]) -> Answer:
        # The session may be in a failed transaction: nothing of it is wanted any more.
        db.session.rollback()
        title, advice = sentence(code)
        return render_template("core/error.html", code=code, title=title, advice=advice), code, headers

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer:
        # 405 must name what is allowed, 429 when to come back.
        kept = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
        return page(error.code or 500, kept)

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> Answer:
        return page(400, {})

    @app.errorhandler(Exception)
    def crash(error: Exception) -> Answer:
        if app.testing or app.debug:
            raise error
        app.logger.error("unhandled error at %s %s", request.method, request.endpoint, exc_info=error)
        return page(500, {})
