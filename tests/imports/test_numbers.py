"""Numbers: the decimal sign of a column is found or asked; a cell is read exactly or refused by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.tables.numbers import COMMA, POINT, Amount, amount_of, decimal_signs, number_of


@pytest.mark.parametrize(
    ("column", "best", "sure"),
    [
        (["1.234,56"], COMMA, True),
        (["1,234.56"], POINT, True),
        (["1.234"], POINT, False),
        (["1,234"], POINT, False),
        (["1.234", "1.234.567"], COMMA, True),
        (["1,234", "0.5"], POINT, True),
        (["1,5", "2.5"], POINT, False),
        (["1.234,56", "1,234.56"], POINT, False),
        (["12", "0", "", "n/a", "-3"], POINT, True),
        (["$ 1.234,50 MXN", "(12,5)", "7,25 %"], COMMA, True),
        (["1 234,5"], COMMA, True),
        (["1'234.5"], POINT, True),
        ([Decimal("1.5"), True], POINT, True),
    ],
)
def test_a_columns_decimal_sign_is_sure_only_where_some_value_decides(
    column: list[str], best: str, *, sure: bool
) -> None:
    found = decimal_signs(column)
    assert (found.sure, found.options[0] if sure else best) == (sure, best)


def test_the_doubtful_values_are_shown() -> None:
    assert decimal_signs(["1.234", "5", "2.500"]).asked_about == ("1.234", "2.500")


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", POINT, "1234.56"),
        ("1.234", POINT, "1.234"),
        ("1.234", COMMA, "1234"),
        (" -12.5 ", POINT, "-12.5"),
        ("−12.5", POINT, "-12.5"),
        ("(1,200)", POINT, "-1200"),
        ("+5", POINT, "5"),
        (".5", POINT, "0.5"),
        ("0", COMMA, "0"),
        ("1 234 567,8", COMMA, "1234567.8"),
    ],
)
def test_a_number_is_read_exactly(text: str, sign: str, number: str) -> None:
    assert number_of(text, sign) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.234,56", "decimals"),
        ("1,23", "decimals"),
        ("1,234,56", "decimals"),
        ("007", "code"),
        ("83000123456789", "too large"),
        ("1.23E+11", "shortened"),
        ("1.1234567", "6 decimals"),
        ("US$ 5", r"says US\$"),
        ("12%", "says %"),
        ("5 pesos", "says pesos"),
        ("5-", "not a number"),
        ("(-5)", "not a number"),
        ("(5", "not a number"),
        ("$5 MXN", "not a number"),
        ("XAXX010101000", "not a number"),
        ("", "not a number"),
        ("١٢", "not a number"),
    ],
)
def test_what_is_no_bare_number_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        number_of(text, POINT)


@pytest.mark.parametrize(
    ("text", "unit"), [("US$1,234.50", "US$"), ("1,234.50 MXN", "MXN"), ("$ 1,234.50", "$"), ("1,234.50%", "%")]
)
def test_an_amount_keeps_what_stands_beside_it(text: str, unit: str) -> None:
    assert amount_of(text, POINT) == Amount(Decimal("1234.50"), unit)


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False), st.sampled_from([POINT, COMMA]))
def test_a_written_number_is_read_back_and_never_as_another(number: Decimal, sign: str) -> None:
    text = f"{number:,.2f}"
    written = text if sign == POINT else text.replace(",", " ").replace(".", ",")
    assert number_of(written, sign) == number
    found = decimal_signs([written])
    assert not found.sure or number_of(written, found.options[0]) == number
