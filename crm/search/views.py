"""The search page: every searchable kind, asked for what its reader may see."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.feature import registry
from crm.core.text import search_words

blueprint = Blueprint("search", __name__)
#: Hits shown of each kind; one more is fetched to say that there are others.
SHOWN = 20


@blueprint.get("/search")
@needs(Permission.SEARCH_USE)
def results() -> str:
    """Show what was found, kind by kind."""
    query = request.args.get("q", "")
    words = search_words(query)
    groups = [(kind, kind.find(current_user, words, SHOWN + 1)) for kind in registry().search()] if words else []
    found = [(kind, hits) for kind, hits in groups if hits]
    return render_template("search/results.html", query=query, words=words, groups=found, shown=SHOWN)
