"""Colours as #rrggbb, and whether letters in one can be read on white paper."""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import Final

#: WCAG 2.2, 1.4.3: contrast of text of usual size.
ENOUGH: Final = Decimal("4.5")
#: What the documents have until the firm chooses (`crm/reports/writers/theme.typ`).
OURS: Final = {"brand_primary": "#10242b", "brand_accent": "#0b6b62"}
_DARK: Final = 0.04045
_SIX: Final = re.compile(r"#?([0-9a-f]{6})")
_THREE: Final = re.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])")


def colour_of(typed: str) -> str | None:
    """Return '#0b6b62' for '0B6B62' or '#0b6b62', '#aabbcc' for '#abc', None for what is no colour."""
    text = typed.strip().lower()
    if six := _SIX.fullmatch(text):
        return f"#{six[1]}"
    if three := _THREE.fullmatch(text):
        return "#" + "".join(digit * 2 for digit in three.groups())
    return None


def contrast_on_white(colour: str) -> Decimal:
    """Return the contrast ratio of a #rrggbb on white, cut to two places: 4.49 is never told as 4.5."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Decimal(1.05 / (luminance + 0.05)).quantize(Decimal("0.01"), ROUND_FLOOR)


def _linear(part: float) -> float:
    """Return a part of sRGB (0 to 1) as light (WCAG 2.2, relative luminance)."""
    return part / 12.92 if part <= _DARK else float(((part + 0.055) / 1.055) ** 2.4)
