"""What people write for a coded value, in either language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from crm.core.i18n import LANGUAGES
from crm.core.offers import Lazy
from crm.core.text import fold


def spellings(labels: Mapping[Any, Lazy], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return codes by their folded code and label in both languages; `more` has further words. The first one wins."""
    found = {fold(str(code).replace("_", " ")): code for code in labels}
    found |= {fold(str(code)): code for code in labels}
    for speaks in LANGUAGES:
        with force_locale(speaks):
            for code, label in labels.items():
                found.setdefault(fold(str(label)), code)
    for word, code in (more or {}).items():
        found.setdefault(fold(word), code)
    return found
