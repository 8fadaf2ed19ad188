"""The rules over Python files; each yields problems as 'file:line: what is wrong'."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import RANK, Source, calls, dotted, functions, imports, is_view

DATABASE = "crm/core/db.py"
#: Where SQL text and Core tables may stand, with the reason.
RAW_SQL = {
    DATABASE: "the one door to the database",
    "crm/core/tables.py": "whole tables for archives: every row, whoever may see it",
}
#: Models and forms that stand outside their room, with the reason.
OTHER_ROOMS = {
    "crm/core/db.py": "Base itself",
    "crm/core/firm.py": "a table of core, which has no models room",
    "crm/core/once.py": "likewise",
    "crm/engagements/issue_models.py": "a link to issues, apart from the engagement's own columns",
    "crm/engagements/draft_models.py": "drafts are no record: their table stands apart from the engagement's own",
    "crm/accounts/security.py": "the sign-in form is part of Flask-Security's set-up",
}
#: Imports within a function, with the reason: (file, module).
LOCAL_IMPORTS: dict[tuple[str, str], str] = {}
RAW = frozenset({"text", "literal_column", "table", "from_statement", "TextClause"})
RAW_CALLS = frozenset({"exec_driver_sql", "from_statement"})
WRITES = frozenset({"insert", "update", "delete"})
#: What only views may know of a request.
HTTP = frozenset({"request", "session", "flash", "redirect", "render_template", "abort", "make_response"})


def wrong_tier(source: Source) -> Iterator[str]:
    """Imports go down the tiers only."""
    own = source.feature
    if own not in RANK:
        yield f"{source.path}:1: {own} stands in no tier: add it to TIERS"
        return
    for node, module, name in imports(source.tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield source.at(node, "imports are absolute")
        whole = f"{module}.{name}" if module == "crm" and name else module
        parts = whole.split(".")
        if parts[0] != "crm" or len(parts) < 2 or parts[1] in {"__version__", own}:
            continue
        if RANK.get(parts[1], len(RANK)) >= RANK[own] and not (own == "app" and parts[1] == "app"):
            yield source.at(node, f"{own} imports {parts[1]}, which is not below it")


def stray_commit(source: Source) -> Iterator[str]:
    """One commit, in the unit of work."""
    if source.path != DATABASE:
        for node, name in calls(source):
            if name.endswith(".commit"):
                yield source.at(node, "commits outside the unit of work")


def raw_sql(source: Source) -> Iterator[str]:
    """No SQL text, no Core table, no fetch by identity: they slip past visible_to()."""
    if source.path in RAW_SQL:
        return
    from_flask = {name for _node, module, name in imports(source.tree) if module == "flask"}
    for node, module, name in imports(source.tree):
        if module.startswith("sqlalchemy") and name in RAW:
            yield source.at(node, f"imports {name}: only core/db.py may")
    for call, name in calls(source):
        head, _dot, last = name.rpartition(".")
        if (head in {"sa", "sqlalchemy", "sa.sql"} and last in RAW) or last in RAW_CALLS:
            yield source.at(call, f"{name}(): only core/db.py may")
        of_database = head.endswith(".session") or head == "work" or (head == "session" and "session" not in from_flask)
        if last in {"get", "get_one"} and of_database:
            yield source.at(call, f"{name}(): fetch by a query that goes through visible_to()")


def wrong_room(source: Source) -> Iterator[str]:
    """Each room does its one job."""
    yield from misplaced_classes(source)
    room = source.room
    for function in functions(source):
        if is_view(function) and room != "views":
            yield source.at(function, f"{function.name} has an address: it belongs in views")
    for node, module, name in imports(source.tree):
        if name == "unit_of_work" and room in {"queries", "forms", "models", "actions", "visibility", "feature"}:
            yield source.at(node, f"{room} opens no unit of work: the view or command does")
        asks_http = (module == "flask" and name in HTTP) or module == "flask_login"
        if asks_http and source.feature != "core" and room in {"queries", "actions", "models", "visibility"}:
            yield source.at(node, f"{room} knows nothing of the request: pass {name} in")
    for call, name in calls(source):
        if name in {"sa.select", "db.session.execute", "db.session.scalars"} and room in {"views", "forms", "feature"}:
            yield source.at(call, f"{name}() in {room}: it belongs in queries")
        if room == "queries" and (name in {f"sa.{verb}" for verb in WRITES} or name.endswith((".flush", ".add_all"))):
            yield source.at(call, f"{name}() in queries: it belongs in actions")
        if name == "Blueprint" and room != "views":
            yield source.at(call, "a blueprint is made in views")


def misplaced_classes(source: Source) -> Iterator[str]:
    """Tables stand in models, forms in forms."""
    if source.path in OTHER_ROOMS:
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            bases = {dotted(base).rsplit(".", 1)[-1] for base in node.bases}
            if "Base" in bases and not source.room.endswith("models"):
                yield source.at(node, f"{node.name} is a table: it belongs in models")
            if bases & {"FlaskForm", "BaseForm", "Form"} and not source.room.endswith("forms"):
                yield source.at(node, f"{node.name} is a form: it belongs in forms")


def local_imports(source: Source) -> Iterator[str]:
    """Imports stand at the top."""
    for function in functions(source):
        for node, module, _name in imports(function):
            if (source.path, module) not in LOCAL_IMPORTS:
                yield source.at(node, f"imports {module} within {function.name}")


def imports_for_effect(source: Source) -> Iterator[str]:
    """An import is for a name that is used."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if "noqa" in line and "F401" in line:
            yield f"{source.path}:{number}: an import for its effect"


def busy_init(source: Source) -> Iterator[str]:
    """A package's `__init__.py` holds its docstring and nothing else; crm's own holds the version too."""
    if not source.path.endswith("__init__.py"):
        return
    for node in source.tree.body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        version = isinstance(node, ast.Assign) and source.path == "crm/__init__.py"
        if not docstring and not version:
            yield source.at(node, "code in __init__.py")
    if source.path != "crm/__init__.py" and ast.get_docstring(source.tree) is None:
        yield f"{source.path}:1: say in a docstring what the package is for"


def vague_name(source: Source) -> Iterator[str]:
    """A file is named for what it does."""
    if source.parts[-1] in {"utils", "util", "helpers", "misc", "common"}:
        yield f"{source.path}:1: a name that says nothing"


def unfinished(source: Source) -> Iterator[str]:
    """Unfinished work is not committed."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            yield f"{source.path}:{number}: unfinished"
    for node in source.nodes:
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
            yield source.at(node, "unfinished")


PYTHON_RULES = (
    wrong_tier, stray_commit, raw_sql, wrong_room, local_imports, imports_for_effect, busy_init, vague_name, unfinished,
)  # fmt: skip
