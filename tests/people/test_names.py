import pytest

from crm.people.names import Parts, split_name
from crm.people.naming import said_name, turned


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ana", ("", "Ana", "", "")),
        ("Lic. Ana Ruiz", ("Lic.", "Ana", "Ruiz", "")),
        ("ana ruiz soto", ("", "ana", "ruiz", "soto")),
        ("María Fernanda López Ortega", ("", "María Fernanda", "López", "Ortega")),
        ("Juan Carlos de la Torre Gómez", ("", "Juan Carlos", "de la Torre", "Gómez")),
        ("Ana de la Torre", ("", "Ana", "de la Torre", "")),
        ("María de los Ángeles Ruiz Soto", ("", "María de los Ángeles", "Ruiz", "Soto")),
        ("Ruiz Soto, María del Carmen", ("", "María del Carmen", "Ruiz", "Soto")),
        ("del Castillo, Ing. Luis", ("Ing.", "Luis", "del Castillo", "")),
        ("John Q. Smith", ("", "John Q.", "Smith", "")),
        ("C.P. Rosa Nieto Vega", ("C.P.", "Rosa", "Nieto", "Vega")),
    ],
)
def test_a_whole_name_is_split_as_in_spanish(text: str, parts: tuple[str, ...]) -> None:
    assert split_name(text) == Parts(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "María Fernanda López", "José Luis", "María del Carmen Ruiz", "María del Carmen", "Pérez Gómez Farías, Luis",
        "Smith, John, Jr.", "Ruiz,",
    ],
)  # fmt: skip
def test_in_doubt_no_name_is_guessed(text: str) -> None:
    assert split_name(text) is None


def test_in_english_the_last_word_is_the_surname() -> None:
    assert split_name("Mary Ann Smith", "en") == Parts("", "Mary Ann", "Smith", "")
    assert split_name("Mary Ann van der Berg", "en") == Parts("", "Mary Ann", "van der Berg", "")
    assert split_name("Mary Ann Smith Jones", "en") is None


def test_a_written_name_is_looked_for_by_every_sort_key_it_may_have() -> None:
    assert said_name("Ruiz Soto, Lic. Ana") == said_name("lic ana RUÍZ soto") == "ana ruiz soto"
    assert turned("ana ruiz soto") == ["ana ruiz soto", "ruiz soto ana", "soto ana ruiz"]
