"""Addresses without a feature: health, readiness, the icon."""

from flask import Blueprint, Response, current_app, redirect, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from crm.core.access import public
from crm.core.checks import database_revision, head_revision

blueprint = Blueprint("core", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Tell that the process is up."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Tell that the database answers and its schema is this code's."""
    try:
        ready = database_revision() == head_revision()
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        ready = False
    return Response(
        "ready\n" if ready else "not ready: run crm init\n", status=200 if ready else 503, mimetype="text/plain"
    )


@blueprint.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """Send the browser to the icon it asks for unasked."""
    return redirect(url_for("static", filename="icon.svg"), 301)
