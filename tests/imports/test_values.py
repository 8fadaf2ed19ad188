"""Yes and no in both languages; one phone a cell, nothing of it lost."""

from decimal import Decimal

import pytest

from crm.imports.tables.values import phone_of, yes_no_of


@pytest.mark.parametrize("text", ["sí", "Si", "S", "yes", "TRUE", "Verdadero", " x ", "1", "✓", True, Decimal(1)])
def test_yes_is_known_in_both_languages(text: str) -> None:
    assert yes_no_of(text) is True


@pytest.mark.parametrize("text", ["no", "N", "false", "FALSO", "0", False, Decimal(0)])
def test_no_is_known_in_both_languages(text: str) -> None:
    assert yes_no_of(text) is False


@pytest.mark.parametrize("text", ["", "quizá", "2", "sí y no"])
def test_anything_else_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        yes_no_of(text)


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("662 212 3456", "MX", "+526622123456"),
        ("+52 1 662 212 3456", "US", "+526622123456"),
        ("044 662 212 3456", "MX", "+526622123456"),
        ("01 (662) 212-34-56", "MX", "+526622123456"),
        (Decimal(6622123456), "MX", "+526622123456"),
        ("(602) 253-0143", "US", "+16022530143"),
        ("+1.602.253.0143", "MX", "+16022530143"),
    ],
)
def test_a_phone_is_made_international(text: str, country: str, phone: str) -> None:
    assert phone_of(text, country) == phone


@pytest.mark.parametrize(
    "text",
    [
        "662 212 3456 ext. 12", "662 212 3456 x12", "662 212 3456 / 662 212 9999", "662 212 3456, 662 212 9999", "+52",
        "Tel. 662 212 3456", "662 212 3456 (Ana)", "662 212", "", "1-800-FLOWERS", "662 212 3456\n662 212 9999",
    ],
)  # fmt: skip
def test_what_holds_more_or_less_than_a_phone_is_refused_and_nothing_cut_off(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        phone_of(text, "MX")
