"""The names that titles are made of: HS chapters, ports and states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crm.core.text import fold
from crm.reference.catalogue import hs_chapters, ports, states


@dataclass(frozen=True, slots=True)
class Names:
    """Short chapter names (English, Spanish) by two-digit code, port names by four-digit code, states by ISO code."""

    chapters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ports: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def chapter(self, code: str) -> tuple[str, str]:
        """Return both short names; a chapter we do not know has none."""
        return self.chapters.get(code, ("", ""))

    def port(self, code: str) -> str:
        """Return the port's name, or its code where we have none."""
        return self.ports.get(code) or code

    def us_state(self, code: str) -> tuple[str, str]:
        """Return both names of a US state by its two letters; DU is where the publisher does not know it."""
        return self.states.get(f"US-{code}") or UNKNOWN_STATE.get(code) or (code, code)

    def mx_state(self, code: str) -> tuple[str, str]:
        """Return both names of a Mexican state by the three letters of ISO 3166-2."""
        return self.states.get(f"MX-{code}") or (code, code)


#: Codes of TransBorder's tables that are no state.
UNKNOWN_STATE: Mapping[str, tuple[str, str]] = {"DU": ("a state not known", "un estado desconocido")}
#: Mexican states as BTS still writes them.
BTS_NAMES: Mapping[str, str] = {"distrito federal": "CMX", "estado de mexico": "MEX"}


@cache
def mexican_states() -> Mapping[str, str]:
    """Return the ISO letters of Mexican states by name as published, folded."""
    ours = {
        fold(name): row.code[3:] for row in states() if row.country == "MX" for name in (row.title_en, row.title_es)
    }
    return {**ours, **BTS_NAMES}


@cache
def catalogue_names() -> Names:
    """Return the names of the shipped reference data."""
    return Names(
        chapters={row.code: (row.short_en, row.short_es) for row in hs_chapters()},
        ports={row.code: row.name for row in ports()},
        states={row.code: (row.title_en, row.title_es) for row in states()},
    )
