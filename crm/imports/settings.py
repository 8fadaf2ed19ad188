"""What was chosen for one import: how its file is read, and the answers to what is never guessed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from crm.imports.tables.shapes import Settings

#: What to do with a row that means a record which is there already.
UPDATE, LEAVE = "update", "leave"
EXISTING: Final = (UPDATE, LEAVE)
#: Whose numbers are those without +: of a country, or of none, so that they are refused.
NO_COUNTRY: Final = "none"
PHONE_COUNTRIES: Final = ("MX", "US", NO_COUNTRY)
#: Days during which an import may be undone; after them its rows and its file are removed.
UNDO_DAYS: Final = 90
#: Days after which a file that was never imported is removed.
UNUSED_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Choices:
    """All that is chosen besides the columns; by field key: the decimal sign and the order of dates."""

    reading: Settings = field(default_factory=Settings)
    existing: str = UPDATE
    decimals: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    #: One of PHONE_COUNTRIES; '' where nobody had to say.
    phone_country: str = ""

    def stored(self) -> dict[str, Any]:
        """Return them as JSON."""
        return asdict(self)

    @property
    def answers(self) -> dict[str, Any]:
        """Return what is remembered for the next file of the same heading."""
        return {name: value for name, value in self.stored().items() if name != "reading"}


def choices_of(stored: Mapping[str, Any]) -> Choices:
    """Return stored choices; what is not among them is as usual."""
    reading = Settings(**stored.get("reading", {}))
    return Choices(**{**stored, "reading": reading})
