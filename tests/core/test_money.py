"""Figures as readers expect them."""

from decimal import Decimal

import pytest

from crm.core.money import percent_change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("4.04", "+4.0%"), ("-18.66", "−18.7%"), ("0", "0.0%"), ("-0.04", "0.0%"), ("0.04", "0.0%"), ("-0.06", "−0.1%"),
        ("1234.5", "+1,234.5%"),
    ],
)  # fmt: skip
def test_a_change_has_its_sign_and_nothing_has_none(change: str, told: str) -> None:
    assert percent_change(Decimal(change)) == told


def test_no_change_to_tell_is_a_dash() -> None:
    assert percent_change(None) == "—"
