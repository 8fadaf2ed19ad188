"""The product's source as the rules read it: parsed files with their feature and room."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import ROOT

#: From the ground up; a feature imports those of lower tiers, never a sibling. The same order as crm/app.py's FEATURES.
TIERS = (
    ("core",), ("accounts",), ("audit",), ("jobs",), ("notices",), ("files",), ("lists",), ("reference",),
    ("branding",), ("people",), ("clients",), ("institutions",), ("tasks",), ("checklists",), ("mandates",),
    ("indicators",), ("sources",), ("alerts",), ("issues",), ("engagements",), ("commitments",), ("advisories",),
    ("pipeline",), ("merges",), ("duplicates",), ("conflicts",), ("calendar",),
    ("reports",), ("home", "handover", "search", "imports", "keydates", "relations", "demo", "archive"),
    ("briefs",), ("app",),
)  # fmt: skip
ORDER = [name for tier in TIERS for name in tier]
RANK = {name: rank for rank, tier in enumerate(TIERS) for name in tier}
FEATURES = [name for name in ORDER if name not in {"core", "app"}]


@dataclass(frozen=True)
class Source:
    """One parsed file: its path from the root, and what stands in it."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).with_suffix("").parts

    @property
    def feature(self) -> str:
        """Return the folder below crm/, or 'app' for what stands above all features."""
        return self.parts[1] if len(self.parts) > 2 else "app"

    @property
    def room(self) -> str:
        """Return models, forms, queries …: the file's name, or the folder that a room has become."""
        return self.parts[2] if len(self.parts) > 2 else ""

    @property
    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)

    def at(self, node: ast.AST, says: str) -> str:
        """Return a problem as 'file:line: what is wrong'."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {says}"


@cache
def read(pattern: str) -> tuple[Source, ...]:
    """Return every file that matches, by path."""
    found = sorted(path for path in ROOT.glob(pattern) if "__pycache__" not in path.parts)
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found)


def product() -> tuple[Source, ...]:
    """Return the Python files of the package."""
    return read("crm/**/*.py")


def templates() -> tuple[Source, ...]:
    """Return the templates."""
    return read("templates/**/*.html")


@cache
def tracked() -> tuple[str, ...]:
    """Return the files in git, or every file of the checkout's own folders where there is no git."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        return tuple(name for name in listed.decode().split("\0") if name and (ROOT / name).is_file())
    folders = ("crm", "templates", "migrations", "tests", "tools")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return tuple(p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts and p.suffix != ".mo")


def dotted(node: ast.AST) -> str:
    """Return 'db.session.get' for such an expression, '' for another."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the dotted name of what is called."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(tree: ast.AST) -> Iterator[tuple[ast.Import | ast.ImportFrom, str, str]]:
    """Yield every import as (node, module, name); name is '' for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, node.module or "", alias.name


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


ROUTES = frozenset({"route", "get", "post", "put", "patch", "delete"})


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is registered under an address."""
    return any(
        isinstance(d, ast.Call)
        and isinstance(d.func, ast.Attribute)
        and d.func.attr in ROUTES
        and dotted(d.func.value).rsplit(".", 1)[-1] in {"blueprint", "bp", "app"}
        for d in function.decorator_list
    )


def fail_on(problems: Iterable[str]) -> None:
    """Fail with every problem on a line of its own."""
    found = sorted(set(problems))
    assert not found, "\n" + "\n".join(found)
