"""The brief as one page: the template takes the largest of its sizes at which everything stands on it."""

from datetime import date
from importlib.resources import files

from crm.briefs.document import Brief, Line, Part
from crm.reports.document import Brand
from crm.reports.writers.pdf import plain_text, typeset
from crm.reports.writers.pictures import as_drawing

_WRITERS = files("crm.briefs.writers")
_THEME = files("crm.reports.writers") / "theme.typ"


def write_pdf(brief: Brief, dated: date, brand: Brand) -> bytes:
    """Return the PDF file; `dated` goes into it, and the firm's look."""
    sources = {"main.typ": (_WRITERS / "brief.typ").read_bytes(), "theme.typ": _THEME.read_bytes()}
    if brand.logo:
        sources["logo.svg"] = as_drawing(brand.logo)
    return typeset(sources, _data(brief, dated, brand), dated)[0]


def _data(brief: Brief, dated: date, brand: Brand) -> dict[str, object]:
    return {
        "paper": brand.paper,
        "accent": brand.accent,
        "logo": bool(brand.logo),
        "language": brief.language,
        "title": plain_text(brief.title),
        "subject": plain_text(brief.subject),
        "number": brief.number,
        "level": plain_text(brief.level),
        "foot": plain_text(brief.foot),
        "firm": plain_text(brief.firm),
        "more": brief.words["more"],
        "facts": [{"label": f.label, "names": [plain_text(name) for name, _url in f.names]} for f in brief.facts],
        "parts": [_part(part) for part in brief.parts],
        "dated": [dated.year, dated.month, dated.day],
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "heading": plain_text(part.heading),
        "lines": [_line(line) for line in part.lines],
        "more": part.more,
        "nothing": plain_text(part.nothing) if not part.lines else "",
    }


def _line(line: Line) -> dict[str, str]:
    told = {name: plain_text(getattr(line, name)) for name in ("lead", "text", "mark", "ref")}
    return told | {"kind": line.kind}
