import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from tests.architecture.source import Source, fail_on, product, read, templates

LONGEST = 120
#: What every page is built on.
LAYOUTS = frozenset({"base.html", "public.html"})
#: Shared macros and layouts, which are no pages.
NO_PAGE = LAYOUTS | {"_form.html"}
PERMISSION = re.compile(r"\.may\(|has_role|Permission|ROLE_|current_user\.role|\.role\s*[=!]=")
QUERY = re.compile(r"\.query\b|\bdb\.|\bsession\.|\.execute\(|\bqueries\.")
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style|<iframe|\sstyle\s*=|<[a-z][^>]*\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)
FOREIGN = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)


def name_of(template: Source) -> str:
    return template.path.removeprefix("templates/")


def parsed(template: Source) -> nodes.Template:
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(template.text)


def names_in(template: Source) -> Iterator[tuple[int, str]]:
    """Yield every template that a template names: extends, include, import, a choice of two."""
    for node in parsed(template).find_all(nodes.Const):
        if isinstance(node.value, str) and node.value.endswith(".html"):
            yield node.lineno, node.value


def names_in_python() -> Iterator[tuple[Source, ast.Constant]]:
    for source in product():
        for node in source.nodes:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w/]+\.html", node.value)
            ):
                yield source, node


def lines_with(pattern: re.Pattern[str], says: str) -> Iterator[str]:
    for template in templates():
        for number, line in enumerate(template.text.splitlines(), 1):
            if pattern.search(re.sub(r"\{#.*?#\}", "", line)):
                yield f"{template.path}:{number}: {says}"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (PERMISSION, "{% if current_user.may(x) %}"),
        (PERMISSION, "{% if user.has_role('a') %}"), (PERMISSION, "{% if person.role == 'admin' %}"),
        (QUERY, "{{ Client.query.all() }}"), (INLINE, "<script>x</script>"),
        (INLINE, '<p style="x">'), (INLINE, '<a href="javascript:x">'),
        (INLINE, "<b onclick='x'>"), (INLINE, "<style>"), (FOREIGN, '<img src="https://example.com/x.png">'),
    ],
)  # fmt: skip
def test_each_pattern_finds_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_templates_stay_small() -> None:
    lengths = ((template.path, len(template.text.splitlines())) for template in templates())
    fail_on(f"{path}:{length}: {length} lines, at most {LONGEST}" for path, length in lengths if length > LONGEST)


def test_every_template_is_used_and_every_name_exists() -> None:
    existing = {name_of(template) for template in templates()}
    used = [(f"{t.path}:{line}", name) for t in templates() for line, name in names_in(t)]
    used += [(f"{source.path}:{node.lineno}", str(node.value)) for source, node in names_in_python()]
    missing = [f"{where}: there is no template {name}" for where, name in used if name not in existing]
    named = {name for _where, name in used}
    fail_on(missing + [f"templates/{name}:1: nothing uses it" for name in existing - named])


def test_every_page_stands_on_a_layout_and_has_a_title() -> None:
    by_name = {name_of(template): template for template in templates()}
    problems = []
    for name, template in by_name.items():
        if name in NO_PAGE or name.rsplit("/", 1)[-1].startswith("_"):
            continue
        chain = [name]
        titled = False
        while chain[-1] not in LAYOUTS:
            tree = parsed(by_name[chain[-1]])
            titled = titled or any(block.name == "title" for block in tree.find_all(nodes.Block))
            above = [
                n.value for e in tree.find_all(nodes.Extends) for n in [*e.find_all(nodes.Const)] if n.value in by_name
            ]
            if not above or above[0] in chain:
                break
            chain.append(above[0])
        if chain[-1] not in LAYOUTS:
            problems.append(f"{template.path}:1: a page that extends neither base.html nor public.html")
        elif not titled:
            problems.append(f"{template.path}:1: a page without a title block")
    fail_on(problems)


def test_no_template_decides_who_may_do_what() -> None:
    fail_on(lines_with(PERMISSION, "permission logic: the view passes a boolean"))


def test_no_template_asks_the_database() -> None:
    fail_on(lines_with(QUERY, "a query: the view passes plain values"))


def test_no_template_has_inline_script_or_style() -> None:
    fail_on(lines_with(INLINE, "inline script or style: the content security policy blocks it"))


def test_no_template_loads_from_another_origin() -> None:
    fail_on(lines_with(FOREIGN, "an address of another origin"))


def test_no_markup_made_in_python_has_inline_style_or_script() -> None:
    fail_on(
        source.at(node, "inline script or style in markup")
        for source in product()
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<" in node.value
        if re.search(r"<script|<[a-z]+[^>]*\sstyle=|<[a-z]+[^>]*\son[a-z]+=", node.value)
    )


def test_scripts_keep_nothing_in_the_browser_and_write_no_html() -> None:
    forbidden = re.compile(
        r"localStorage|sessionStorage|indexedDB|innerHTML|outerHTML|document\.write|\beval\(|new Function"
    )
    fail_on(
        f"{script.path}:{number}: {found[0]}"
        for script in read("crm/static/**/*.js")
        for number, line in enumerate(script.text.splitlines(), 1)
        if (found := forbidden.search(line))
    )
