"""Values of a row as JSON and back: numbers stay exact, days stay days."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

_MADE: Final = {"number": Decimal, "date": date.fromisoformat, "moment": datetime.fromisoformat}


def packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON holds them: what it does not know becomes {"number": "1.5"}, {"date": …}, {"moment": …}."""
    return {key: _pack(value) for key, value in values.items()}


def unpacked(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was packed."""
    return {key: _unpack(value) for key, value in stored.items()}


def _pack(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_pack(each) for each in value]
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpack(each) for each in value]
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _MADE[kind](text)  # type: ignore[operator]
    return value
