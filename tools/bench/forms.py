"""Reads the forms of a page as a browser would send them untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]


@dataclass
class _Form:
    fields: Fields = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._select = ""
        self._first: str | None = None
        self._chosen = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form())
        if not self.forms:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if name:
            self.forms[-1].names.add(name)
        if tag == "input" and name and self._sends(given):
            self.forms[-1].fields.append((name, value))
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, "multiple" in given
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self.forms[-1].fields.append((self._select, value))
                self._chosen = True
        elif tag == "textarea":
            self._area = name

    @staticmethod
    def _sends(given: dict[str, str]) -> bool:
        kind = given.get("type", "text")
        return kind not in {"submit", "button", "file"} and (kind not in {"checkbox", "radio"} or "checked" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            if self._select and not self._chosen and self._first is not None:
                self.forms[-1].fields.append((self._select, self._first))
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1].fields.append((self._area, data.strip()))


def fields_of(page: str, marker: str) -> Fields:
    """Return what the form that has a field `marker` would send, that field left out.

    Raises SystemExit where the page has no such form.
    """
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        if marker in form.names:
            return [(name, value) for name, value in form.fields if name != marker]
    raise SystemExit(f"The page has no form with a field {marker!r}.")
