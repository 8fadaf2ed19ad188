"""What a person chose and wrote for one report: sections and their order, figures and what they mean, the letter."""

from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["internal", "client", "public"]
LEVELS: Final[tuple[Level, ...]] = ("internal", "client", "public")


@dataclass(frozen=True, slots=True)
class ChosenFigure:
    """One series in the report with its sentence "what it means for you"; without a sentence it does not go out."""

    key: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Texts are in the report's language, plain, with their line ends; "" where nothing was written.

    `sections` are the names of an outline's parts in their order; () the outline's own. `figures` () are those that
    say most to the client.
    """

    level: Level = "client"
    sections: tuple[str, ...] = ()
    figures: tuple[ChosenFigure, ...] = ()
    #: Sections with nothing to say are left out; else they say so in one line.
    leave_out_empty: bool = False
    #: The cover letter; who signs it.
    letter: str = ""
    signed_by: str = ""
    #: One line each: what is at risk, what we need from the client, what the firm plans.
    at_risk: str = ""
    needed: str = ""
    planned: str = ""

    def meaning(self, key: str) -> str:
        """Return what a series means for the client, "" where nobody wrote it."""
        return next((figure.meaning.strip() for figure in self.figures if figure.key == key), "")
