"""Notes in Markdown, made into HTML that cannot act."""

from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS: Final = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_PARSER: Final = MarkdownIt("commonmark", {"linkify": True, "html": False, "breaks": True}).enable(
    ["linkify", "strikethrough", "table"]
)
#: An address of this site in a note, or one without a scheme, would lead where its reader does not expect.
_SCHEMES: Final = ("http://", "https://", "mailto:")
_PARSER.validateLink = lambda url: url.lower().startswith(_SCHEMES)  # type: ignore[method-assign]


def render_markdown(text: str) -> Markup:
    """Return a note as safe HTML: no scripts, no images, links only to http(s) and mailto."""
    html = _PARSER.render(text)
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(safe)  # noqa: S704 - nh3 has just cleaned it
