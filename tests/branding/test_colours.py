from decimal import Decimal

import pytest

from crm.branding.colours import OURS, colour_of, contrast_on_white


@pytest.mark.parametrize(
    ("typed", "colour"),
    [("#0B6B62", "#0b6b62"), (" 0b6b62 ", "#0b6b62"), ("#abc", "#aabbcc"), ("red", None), ("#12345", None),
     ("#0b6b62; x", None), ("", None)],
)  # fmt: skip
def test_a_colour_is_read_as_people_write_it(typed: str, colour: str | None) -> None:
    assert colour_of(typed) == colour


@pytest.mark.parametrize(
    ("colour", "ratio"),
    # By WCAG's formula; #767676 is known as the lightest grey that passes, #777777 as the first that fails.
    [("#000000", "21.00"), ("#ffffff", "1.00"), ("#767676", "4.54"), ("#777777", "4.47"), ("#0000ff", "8.59")],
)
def test_contrast_on_white_is_wcags(colour: str, ratio: str) -> None:
    assert contrast_on_white(colour) == Decimal(ratio)


def test_our_own_colours_can_be_read() -> None:
    assert min(contrast_on_white(colour) for colour in OURS.values()) > Decimal("4.5")
