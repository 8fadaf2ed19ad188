"""Text as every format can hold it."""

import re

# Signs that turn the direction of reading: a name must read as it is stored.
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Controls (Cc) but the line end, halves of a pair (Cs), and the two that XML forbids besides.
_UNSET = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text with one kind of line end, without controls and signs that turn the direction of reading."""
    if text.isprintable():  # most are, and then there is nothing of all this in it
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _TURNED.sub("", _UNSET.sub(" ", lines)).strip()


def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text (an empty line parts them), each as its lines."""
    return [part.split("\n") for part in re.split(r"\n[ \t]*\n\s*", clean(text))]
