"""The limit: a bare Flask and Jinja page of 50 rows from the same database; no roles, no ORM."""

import os
from typing import Any

from flask import Flask, abort, g, redirect, render_template, request, session
from jinja2 import DictLoader
from werkzeug.wrappers import Response

from crm.core.db import driver

ROWS = 50
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Clients</title></head>
<body><header><h1>Clients</h1><p>{{ user }}</p></header>
<table><thead><tr><th>Name</th><th>City</th><th>State</th><th>Status</th><th>Phone</th></tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/clients/{{ row.id }}">{{ row.name }}</a></td><td>{{ row.city }}</td>
<td>{{ row.state }}</td><td>{{ row.status }}</td><td>{{ row.phone }}</td></tr>
{% endfor %}</tbody></table>
<a href="/?after={{ rows[-1].name_key }}">Next</a></body></html>"""
QUERY = (
    "SELECT id, name, name_key, city, state, status, phone FROM client "
    "WHERE archived_at IS NULL AND name_key > ? ORDER BY name_key, id LIMIT ?"
)


def create_app() -> Flask:
    """Make the application on the database file named by CRM_BENCH_FILE."""
    app = Flask("bare")
    # From a loader, so that it is compiled once: a template given as text is compiled at each request.
    app.jinja_loader = DictLoader({"page.html": PAGE})
    app.config["SECRET_KEY"] = os.environ["CRM_BENCH_KEY"]

    def connection() -> Any:
        if "connection" not in g:
            g.connection = driver().connect(os.environ["CRM_BENCH_FILE"])
            g.connection.row_factory = driver().Row
        return g.connection

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        found = g.pop("connection", None)
        if found is not None:
            found.close()

    @app.get("/sign-in")
    def sign_in() -> Response:
        session["user"] = 1
        return redirect("/")

    @app.get("/")
    def page() -> str:
        if "user" not in session:
            abort(401)
        found = connection().execute("SELECT name FROM user_account WHERE id = ?", (session["user"],)).fetchone()
        rows = connection().execute(QUERY, (request.args.get("after", ""), ROWS)).fetchall()
        return render_template("page.html", user=found["name"], rows=rows)

    return app
