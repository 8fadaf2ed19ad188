"""What every template may use: icons, dates and figures in the reader's language, static addresses."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from crm.core import dates, money
from crm.core.access import mark_of
from crm.core.feature import QuickAction, build_panels, registry
from crm.core.firm import is_demo
from crm.core.i18n import LANGUAGE_NAMES, LANGUAGES, language
from crm.core.markdown import render_markdown
from crm.core.paths import package_folder
from crm.core.phones import phone_text
from crm.core.text import initials, word_spans


@cache
def _sprite() -> dict[str, str]:
    """Read Bootstrap Icons' sprite once: name to the inside of its symbol."""
    sprite = files("flask_bootstrap") / "static/bootstrap5/icons/bootstrap-icons.svg"
    text = Path(str(sprite)).read_text(encoding="utf-8")
    return {
        m[2]: m[3]
        for m in re.finditer(
            r'<symbol (?=[^>]*viewBox="([^"]+)")[^>]*id="([^"]+)"[^>]*>(.*?)</symbol>', text, re.DOTALL
        )
    }


@cache
def icon(name: str, label: str = "") -> Markup:
    """Return a Bootstrap icon as inline SVG; with a label it is read aloud, else hidden."""
    inside = Markup(_sprite()[name])  # noqa: S704 - from the installed package
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="icon" width="16" height="16" fill="currentColor" viewBox="0 0 16 16" {}>{}</svg>'
    ).format(says, inside)


def wall(moment: datetime, zone: str) -> str:
    """Return a meeting's time as its own place says it: day, hour, place."""
    return f"{dates.weekday_date(moment.date(), language())}, {dates.clock(moment)} {dates.zone_place(zone)}"


def short_wall(moment: datetime) -> str:
    """Return a meeting's day and hour, short: 'Tue, Nov 24 14:30'."""
    return f"{dates.weekday_month(moment.date(), language())} {dates.clock(moment)}"


def first_upper(text: str) -> str:
    """Return a text with its first letter in upper case: Spanish days open a line."""
    return text[:1].upper() + text[1:]


def instant(moment: datetime) -> str:
    """Return an instant in the reader's zone."""
    return dates.instant(moment, reader_zone(), language())


def reader_zone() -> str:
    """Return the reader's time zone."""
    return str(current_user.time_zone) if current_user.is_authenticated else "UTC"


def local_day(moment: datetime) -> str:
    """Return the day of an instant in the reader's zone."""
    return day(moment.astimezone(ZoneInfo(reader_zone())).date())


def day(value: date) -> str:
    """Return a day in the reader's language."""
    return dates.long_date(value, language())


def chip(text: str, kind: str = "") -> Markup:
    """Return a small rounded label; kinds are those of theme.css."""
    return Markup(f'<span class="chip {escape(kind)}">{escape(text)}</span>')  # noqa: S704 - both are escaped


def lines(text: str) -> Markup:
    """Return plain text with its line ends kept."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def marked(text: str, words: list[str]) -> Markup:
    """Return text with the places of folded words marked, accents kept."""
    parts: list[Markup] = []
    position = 0
    for start, end in word_spans(text, words):
        parts += [escape(text[position:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        position = end
    return Markup("").join([*parts, escape(text[position:])])


@dataclass(frozen=True, slots=True)
class NavLine:
    """One line of the navigation as it is drawn."""

    label: str
    url: str
    icon: Markup
    section: str
    counter: Callable[[Any], int] | None


def nav_entries() -> list[tuple[NavLine, int]]:
    """Return the navigation lines the reader may use, each with its counter."""
    if not current_user.is_authenticated:
        return []
    user = current_user._get_current_object()  # noqa: SLF001 - one look-up instead of one for each line
    lines = _nav_lines(user.role, language(), request.script_root)
    return [(line, line.counter(user) if line.counter else 0) for line in lines]


@lru_cache(maxsize=64)
def _nav_lines(_role: str, _language: str, _root: str) -> tuple[NavLine, ...]:
    """Return what a role sees in a language: the same at every request of this process."""
    return tuple(
        NavLine(str(item.label), url_for(item.endpoint), icon(item.icon), item.section, item.counter)
        for item in registry().nav()
        if current_user.may(item.permission)
    )


def quick_actions() -> list[QuickAction]:
    """Return the buttons of the top bar that the reader may press."""
    return [action for action in registry().quick() if current_user.may(action.permission)]


def quick_url(action: QuickAction) -> str:
    """Return a quick action's address, about the record whose page one is on, as its own buttons lead there."""
    pages = {link.page for link in registry().links() if link.endpoint == action.endpoint}
    given = request.view_args or {}
    return url_for(action.endpoint, **{page: given[f"{page}_id"] for page in sorted(pages) if f"{page}_id" in given})


def page_with(**changes: Any) -> str:
    """Return this page's address with some query arguments changed (None drops one)."""
    kept = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in changes}
    kept |= {k: v for k, v in changes.items() if v is not None}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept})


def field_attributes(field: Any, described: list[str]) -> dict[str, str]:
    """Return the ARIA attributes that tie a field to its help and its error."""
    found = {"aria-describedby": " ".join(described)} if described else {}
    return found | ({"aria-invalid": "true"} if field.errors else {})


def init_templating(app: Flask) -> None:
    """Install filters, globals and digests of static files."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, local_day=local_day, instant=instant, markdown=render_markdown, number=money.number,
        first_upper=first_upper, initials=initials, lines=lines, marked=marked, phone=phone_text,
    )  # fmt: skip
    app.jinja_env.globals.update(
        icon=icon, chip=chip, wall=wall, short_wall=short_wall, nav_entries=nav_entries,
        quick_actions=quick_actions, quick_url=quick_url,
        is_demo=is_demo, attributes=field_attributes, page_with=page_with,
        language=language, LANGUAGES=LANGUAGES, LANGUAGE_NAMES=LANGUAGE_NAMES, build_panels=build_panels,
        day_month=lambda value: dates.day_month(value, language()), ago=lambda days: dates.ago(days, language()),
        full_date=lambda value: dates.full_date(value, language()), zone_place=dates.zone_place,
        may_quick_add=may_quick_add, reader_zone=reader_zone,
        cldr_day=lambda value, wanted: dates.skeleton(value, wanted, language()),
        weekday_month=lambda value: dates.weekday_month(value, language()),
    )  # fmt: skip
    folders = {"static": app.static_folder, "bootstrap.static": str(files("flask_bootstrap") / "static/bootstrap5")}

    @cache
    def digest(endpoint: str, filename: str) -> str:
        path = Path(str(folders[endpoint])) / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""

    @app.url_defaults
    def static_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in folders and "filename" in values and "v" not in values:
            values["v"] = digest(endpoint, values["filename"])


def may_quick_add(endpoint: str) -> bool:
    """Tell whether the reader may add a record from within a form."""
    mark = mark_of(current_app, endpoint)
    return mark is not None and mark.permission is not None and bool(current_user.may(mark.permission))


def template_folder() -> str:
    """Return the folder of the templates, in the package or beside it."""
    return str(package_folder("templates"))
