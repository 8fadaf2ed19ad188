"""Says in a few words which browser a sign-in came from: nobody reads a user agent string."""

from typing import Final

#: What marks a browser or a system, the more telling mark first: Edge also says Chrome, Chrome also says Safari.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_SHOWN: Final = 40


def agent_words(agent: str) -> str:
    """Return 'Firefox · Windows'; what is not known is shown as sent, shortened; '' stays ''."""
    found = [next((name for mark, name in marks if mark in agent), None) for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or agent[:_SHOWN]
