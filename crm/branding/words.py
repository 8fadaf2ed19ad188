"""The notice that stands on documents until the firm writes its own, and a trail of branding in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.i18n import spoken
from crm.files.queries import names_of

PAPERS: Final = {"letter": _l("Letter (8.5 × 11 in)"), "oficio": _l("Oficio (21.6 × 34 cm)")}
LABELS: Final[Mapping[str, Any]] = {
    "brand_logo": _l("Logo"),
    "brand_primary": _l("Main color"),
    "brand_accent": _l("Second color"),
    "brand_letterhead": _l("Letterhead"),
    "brand_footer_en": _l("Footer in English"),
    "brand_footer_es": _l("Footer in Spanish"),
    "brand_notice_en": _l("Notice in English"),
    "brand_notice_es": _l("Notice in Spanish"),
    "brand_paper": _l("Paper"),
    "reports_attach": _l("Reports may be sent as attachments"),
}


def default_notice(language: str) -> str:
    """Return our notice in a language."""
    with spoken(language):
        return str(
            _(
                "Prepared from our records for the client named. "
                "Not legal, tax, customs-brokerage or investment advice. Confidential."
            )
        )


def _papers(_values: Sequence[Any]) -> Mapping[Any, str]:
    return {code: str(label) for code, label in PAPERS.items()}


RESOLVERS: Final = {"brand_logo": names_of, "brand_paper": _papers}
