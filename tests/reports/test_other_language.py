"""Texts that exist in one language alone: a hint where they read as the other one."""

import pytest

from crm.reports.build.other_language import looks_foreign


@pytest.mark.parametrize(
    ("text", "language", "foreign"),
    [
        ("Signature for the blanket certification", "es", True),
        ("Enviar la hoja de tiempos de la temporada", "en", True),
        ("Enviar la hoja de tiempos de la temporada", "es", False),
        ("Letter to the port director with the volumes", "en", False),
        ("The letter of the Secretaría de Economía", "en", False),
        ("CBP Nogales", "es", False),
        ("", "es", False),
    ],
)
def test_a_text_reads_as_the_other_language_by_its_small_words(text: str, language: str, foreign: bool) -> None:
    assert looks_foreign(text, language) is foreign
