"""The names that titles are made of: HS chapters and ports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crm.reference.catalogue import hs_chapters, ports


@dataclass(frozen=True, slots=True)
class Names:
    """Short chapter names (English, Spanish) by two-digit code, and port names by four-digit code."""

    chapters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ports: Mapping[str, str] = field(default_factory=dict)

    def chapter(self, code: str) -> tuple[str, str]:
        """Return both short names; a chapter we do not know has none."""
        return self.chapters.get(code, ("", ""))

    def port(self, code: str) -> str:
        """Return the port's name, or its code where we have none."""
        return self.ports.get(code) or code


@cache
def catalogue_names() -> Names:
    """Return the names of the shipped reference data."""
    return Names(
        chapters={row.code: (row.short_en, row.short_es) for row in hs_chapters()},
        ports={row.code: row.name for row in ports()},
    )
