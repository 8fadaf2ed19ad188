"""The words on the screen in either language, as the catalogue of the product has them."""

from collections.abc import Callable
from functools import cache

from babel.messages.pofile import read_po

from tests.support import ROOT

Say = Callable[[str], str]


@cache
def words(language: str) -> Say:
    """Return what tells an English text in a language; a text without its translation fails the test."""
    if language == "en":
        return lambda text: text
    with (ROOT / "crm" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=language)

    def say(text: str) -> str:
        found = catalog.get(text)
        assert found is not None, f"not in the catalogue: {text}"
        assert found.string, f"not translated: {text}"
        return str(found.string)

    return say
