"""The limit: a bare Flask and Jinja page of the same 50 rows, with session and CSRF token; no roles, no ORM."""

import os
from typing import Any

from flask import Flask, abort, g, redirect, render_template, request, session
from flask_wtf import CSRFProtect
from jinja2 import DictLoader
from werkzeug.wrappers import Response

from crm.core.db import driver

ROWS = 50
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Clients</title></head>
<body><header><h1>Clients</h1><p>{{ user }}</p>
<form method="post" action="/sign-out">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form></header>
<table><thead><tr><th>Name</th><th>Status</th><th>Primary sector</th><th>Place</th><th>Account lead</th>
<th>Last contact</th></tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/clients/{{ row.id }}">{{ row.name }}</a><br>{{ row.business }}</td>
<td>{{ row.status }}</td><td>{{ row.sector or "" }}</td><td>{{ row.city }}, {{ row.state }}</td>
<td>{{ row.lead or "" }}</td><td>{{ row.contact or "" }}</td></tr>
{% endfor %}</tbody></table>
<a href="/?after={{ rows[-1].name_key }}">Next</a></body></html>"""
#: The columns of our own list, joined by hand.
QUERY = """
SELECT client.id, client.name, client.name_key, client.business, client.status, client.city, state.title_en AS state,
  sector.title_en AS sector, user_account.name AS lead,
  (SELECT max(starts_at) FROM engagement_client WHERE client_id = client.id) AS contact
FROM client LEFT JOIN state ON state.code = client.state
  LEFT JOIN user_account ON user_account.id = client.account_lead_id
  LEFT JOIN client_sector ON client_sector.client_id = client.id AND client_sector.is_primary
  LEFT JOIN sector ON sector.id = client_sector.sector_id
WHERE client.archived_at IS NULL AND client.name_key > ? ORDER BY client.name_key, client.id LIMIT ?"""

_SEEN = """({client}.access = 'firm' OR {client}.account_lead_id = me.id
    OR EXISTS (SELECT 1 FROM client_member WHERE client_id = {client}.id AND user_id = me.id))
  AND NOT EXISTS (SELECT 1 FROM client_barrier WHERE client_id = {client}.id AND user_id = me.id)"""
#: The export of our list in one statement: the same columns of the clients that a consultant may see, the last contact
#: among the engagements that the consultant may see.
EXPORT = f"""
SELECT client.name, client.status, sector.title_en, client.city || ', ' || coalesce(state.title_en, country.title_en),
  lead.name, (
    SELECT date(engagement.starts_wall) FROM engagement_client AS link JOIN engagement ON engagement.id = engagement_id
    WHERE link.client_id = client.id AND engagement.state || '' = 'held' AND engagement.archived_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM engagement_client AS each WHERE each.engagement_id = engagement.id
        AND NOT EXISTS (SELECT 1 FROM client AS theirs WHERE theirs.id = each.client_id
          AND {_SEEN.format(client="theirs")}))
    ORDER BY link.starts_at DESC, link.engagement_id DESC LIMIT 1)
FROM user_account AS me CROSS JOIN client LEFT JOIN country ON country.code = client.country
  LEFT JOIN state ON state.code = client.state LEFT JOIN user_account AS lead ON lead.id = client.account_lead_id
  LEFT JOIN client_sector ON client_sector.client_id = client.id AND client_sector.is_primary
  LEFT JOIN sector ON sector.id = client_sector.sector_id
WHERE me.email = :email AND client.archived_at IS NULL AND {_SEEN.format(client="client")}
ORDER BY client.name_key, client.id"""


def create_app() -> Flask:
    """Make the application on the database file named by CRM_BENCH_FILE."""
    app = Flask("bare")
    # From a loader, so that it is compiled once: a template given as text is compiled at each request.
    app.jinja_loader = DictLoader({"page.html": PAGE})
    CSRFProtect(app)
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
