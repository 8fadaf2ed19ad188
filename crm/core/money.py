"""Money and figures as readers of both languages expect them (glossary, rules 3 to 5)."""

from decimal import ROUND_HALF_EVEN, Decimal

BILLION = Decimal(10) ** 9
MILLION = Decimal(10) ** 6


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """Return 1,234,567.89: comma for thousands and point for decimals in both languages.

    Without `decimals` the value keeps those it has, trailing zeros dropped. A minus is U+2212.
    """
    exact = Decimal(value)
    if decimals is None:
        exact = exact.normalize() if exact != exact.to_integral() else exact.quantize(Decimal(1))
        text = f"{exact:,f}"
    else:
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN):,f}"
    return text.replace("-", "−")


def dollars(value: Decimal, language: str, significant: int = 2) -> str:
    """Return US dollars in words short enough for a tile.

    EN 'US$29.60 billion'; ES 'USD 29,600 millones' (a billion is mil millones in Spanish).
    """
    size = abs(value)
    if language == "es":
        if size >= MILLION:
            decimals = 0 if size >= BILLION else 1
            return f"USD {number(value / MILLION, decimals)} millones"
        return f"USD {number(value, 0)}"
    sign = "−" if value < 0 else ""
    if size >= BILLION:
        return f"{sign}US${number(size / BILLION, significant)} billion"
    if size >= MILLION:
        return f"{sign}US${number(size / MILLION, 1)} million"
    return f"{sign}US${number(size, 0)}"


def percent_change(value: Decimal | None) -> str:
    """Return a change in percent with its sign: '+4.0%', '−18.7%'; '0.0%' has none; an em dash where there is none."""
    if value is None:
        return "—"
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    # A decimal keeps the sign of its zero: what rounds to nothing has neither risen nor fallen.
    if not rounded:
        return "0.0%"
    return f"{'+' if rounded > 0 else ''}{number(rounded, 1)}%"
