"""Parts of a whole name. What cannot be told apart is not guessed: the caller is told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from crm.core.text import fold
from crm.people.labels import HONORIFICS

_TITLES: Final = frozenset(
    fold(title).rstrip(".") for title in (*HONORIFICS, "Lcda.", "Srta.", "Mrs.", "Prof.", "Profa.")
)
#: Words that belong to the one after them: 'de la Torre', 'del Castillo', 'van der Berg'.
_PARTICLES: Final = frozenset({
    "de", "del", "la", "las", "los", "el", "y", "da", "das", "do", "dos", "di", "van", "von", "der", "den", "st", "san",
    "santa", "mac",
})  # fmt: skip
#: Second given names of which some are surnames, too: whoever reads 'María Fernanda López' knows, a program does not.
_GIVEN: Final = frozenset(fold(
    "Adriana Alberto Alejandra Alejandro Alfonso Alfredo Alicia Amalia Ana Andrea Andrés Ángel Antonia Antonio Armando "
    "Arturo Beatriz Carlos Carmen Carolina Cecilia César Claudia Cristina Daniel Daniela David Diana Eduardo Elena "
    "Elisa Enrique Ernesto Esperanza Esteban Esther Eugenia Eugenio Felipe Fernanda Fernando Francisca Francisco "
    "Gabriel Gabriela Gerardo Gloria Graciela Guadalupe Guillermo Gustavo Héctor Ignacio Inés Irene Isabel Ivonne "
    "Javier Jesús Jorge José Josefina Juan Juana Julia Julieta Julio Laura Leonor Leticia Lucía Luis Luisa Luz Manuel "
    "Manuela Marcela Margarita María Mariana Mario Martha Mercedes Miguel Mónica Natalia Octavio Olga Óscar Pablo "
    "Patricia Pedro Pilar Rafael Ramón Raquel Raúl Rebeca Ricardo Roberto Rocío Rodolfo Rodrigo Rosa Rosario Sergio "
    "Silvia Sofía Susana Teresa Valeria Verónica Vicente Víctor Victoria Virginia Yolanda James John Joseph Lee Mary "
    "Michael Paul Robert William Ann Anne Marie Lynn"
).split())  # fmt: skip
#: Given names with a particle: 'María del Carmen', 'María de los Ángeles'.
_GIVEN_AFTER: Final = frozenset(fold(
    "Ángeles Belén Carmen Consuelo Dolores Fátima Guadalupe Jesús Lourdes Luz Mercedes Milagros Paz Pilar Refugio "
    "Rosario Socorro Soledad"
).split())  # fmt: skip


class Named(Protocol):
    """Whoever has a name in parts."""

    @property
    def honorific(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def surname(self) -> str: ...
    @property
    def second_surname(self) -> str: ...


def full_name(person: Named) -> str:
    """Return a name as it is said: 'María Fernanda López Ortega'."""
    return " ".join(part for part in (person.given_name, person.surname, person.second_surname) if part)


def formal_name(person: Named) -> str:
    """Return a name with its title: 'Lic. María Fernanda López Ortega'."""
    return f"{person.honorific} {full_name(person)}".strip()


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in a list: the record's columns that lists and exports show, by their names, in the order of the query.

    Records themselves, with phones and e-mails, took most of an export's time.
    """

    id: int
    honorific: str
    given_name: str
    surname: str
    second_surname: str
    do_not_contact: bool
    language: str
    preferred_channel: str
    consent_source: str
    consent_on: date | None
    privacy_notice_on: date | None
    updated_at: datetime
    archived_at: datetime | None

    @property
    def formal(self) -> str:
        """Return the name with its title."""
        return formal_name(self)


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in parts, each as it was written."""

    honorific: str
    given_name: str
    surname: str
    second_surname: str


def without_title(text: str) -> tuple[str, str]:
    """Return the title before a name ('' without one) and the name."""
    first, _blank, rest = " ".join(text.split()).partition(" ")
    return (first, rest) if rest and fold(first).rstrip(".") in _TITLES else ("", " ".join(text.split()))


def split_name(text: str, language: str = "") -> Parts | None:
    """Return a whole name in parts; None where it cannot be told which words are surnames.

    'Surname Second, Given' says it itself. Otherwise, as in Spanish, the last two words are surnames (of two words
    the last), and a particle belongs to the word after it; in English (`language` en) the last one is. A single word
    is the given name. In doubt are three words of which the second may be a given name, two given names without a
    surname, more than two surnames before a comma, and an English name of more than three words.
    """
    left, comma, right = (part.strip() for part in text.partition(","))
    honorific, name = without_title(right if comma else left)
    if comma:
        said = _groups(left)
        sound = name and "," not in name and 1 <= len(said) <= 2  # noqa: PLR2004 - a name has two surnames
        return Parts(honorific, name, *_two(said)) if sound else None
    words = _groups(name)
    surnames = _surnames(words, language)
    if surnames is None:
        return None
    return Parts(honorific, " ".join(words[: len(words) - len(surnames)]), *_two(surnames))


def _surnames(words: list[str], language: str) -> list[str] | None:
    """Return the surnames among the words of a name as it is said; None in doubt."""
    many = len(words)
    if many <= 1:
        return []
    middle_initial = many == 3 and len(words[1].rstrip(".")) == 1  # noqa: PLR2004 - John Q. Smith
    if language == "en" or middle_initial:
        return words[-1:] if many <= 3 else None  # noqa: PLR2004 - more may be a surname of several words
    if many <= 3:  # noqa: PLR2004 - of four and more the first two are given names
        return None if _may_be_given(words[1]) else words[1:]
    return words[-2:]


def _may_be_given(group: str) -> bool:
    words = fold(group).split()
    return words[-1] in (_GIVEN if len(words) == 1 else _GIVEN_AFTER)


def _groups(text: str) -> list[str]:
    """Return the words of a name, particles with the word that they belong to."""
    groups: list[str] = []
    held: list[str] = []
    for word in text.split():
        held.append(word)
        if fold(word).rstrip(".") not in _PARTICLES:
            groups.append(" ".join(held))
            held = []
    if held:
        groups.append(" ".join(held))
    return groups


def _two(surnames: list[str]) -> tuple[str, str]:
    first, second = [*surnames, "", ""][:2]
    return first, second
