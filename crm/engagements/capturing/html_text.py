"""The words of an HTML message, as lines; nothing of its markup, scripts or pictures."""

import re
from html import unescape
from typing import Final

#: Signs of HTML that are read; the words of a message stand in its beginning.
MOST: Final = 400_000
_SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"})
_BLOCKS: Final = frozenset({
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr",
    "section", "article", "header", "footer",
})  # fmt: skip
#: A tag ends before the next one begins, so that no sign is looked at twice.
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?![a-zA-Z0-9])[^<>]*>|<[!?/][^<>]*>")


def text_of_html(html: str) -> str:
    """Return the text of a message, a block a line, at most one empty line in a row.

    One pass: the standard library's parser and nh3 both take minutes for what was nested to hurt.
    """
    parts: list[str] = []
    silent, at = "", 0
    html = _without_comments(html[:MOST])
    for tag in _TAG.finditer(html):
        if not silent:
            parts.append(re.sub(r"\s+", " ", html[at : tag.start()]))
        at, name = tag.end(), (tag[2] or "").lower()
        if silent:
            silent = "" if tag[1] and name == silent else silent
        elif name in _SILENT and not tag[1] and not tag[0].endswith("/>"):
            silent = name
        elif name in _BLOCKS:
            parts.append("\n")
        elif name == "td":
            parts.append(" ")
    if not silent:
        parts.append(re.sub(r"\s+", " ", html[at:]))
    lines = [" ".join(unescape(line).split()) for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(html: str) -> str:
    """Drop comments; one that never ends goes to the end of the text, as in a browser."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, html[at:]])
