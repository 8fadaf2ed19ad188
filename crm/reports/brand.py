"""The firm's look and notice as a document takes them; they are set in Settings (`crm/branding`)."""

from crm.branding.queries import logo_bytes
from crm.branding.words import default_notice
from crm.core.firm import firm_settings
from crm.reports.document import Brand


def brand(language: str) -> Brand:
    """Return the firm's look for documents in a language: one statement for the logo, none where there is no logo."""
    firm = firm_settings()
    return Brand(
        paper=firm["brand_paper"],
        primary=firm["brand_primary"],
        accent=firm["brand_accent"],
        logo=logo_bytes(),
        letterhead=tuple(line.strip() for line in firm["brand_letterhead"].splitlines() if line.strip()),
        footer=firm[f"brand_footer_{language}"],
    )


def notice(language: str, ours: str = "") -> str:
    """Return the notice of documents in a language: the firm's own, else the document's, else the usual one."""
    return str(firm_settings()[f"brand_notice_{language}"] or ours or default_notice(language))


def may_attach() -> bool:
    """Tell whether a report may go out as a file; a link with a code is always allowed."""
    return bool(firm_settings()["reports_attach"])
