"""Lines of a note that ask for a follow-up: `- [ ] send the sheet @ana fri`. Pure."""

import re
from collections.abc import Iterable
from typing import Final

#: A line of a note that asks for a follow-up.
BOX: Final = re.compile(r"^(?P<lead>[ \t]*[-*+][ \t]+)\[[ \t]?\][ \t]+(?P<text>\S.*?)[ \t]*$")


def boxes(note: str) -> list[str]:
    """Return the texts of the lines of a note that ask for a follow-up, in order."""
    return [found["text"] for line in note.split("\n") if (found := BOX.match(line))]


def new_boxes(note: str, before: str) -> list[str]:
    """Return those of a note that did not stand in it before, each as often as it is new."""
    known = boxes(before)
    fresh = []
    for text in boxes(note):
        if text in known:
            known.remove(text)
        else:
            fresh.append(text)
    return fresh


def ticked_over(note: str, before: str, said: Iterable[str]) -> str:
    """Return a note whose new lines are no longer boxes but say what became of them: no later save reads them again.

    `- → send the sheet @ana fri · Ana Ruiz · 2026-11-27`; `said` is what follows each.
    """
    known, told = boxes(before), iter(said)
    lines = []
    for line in note.split("\n"):
        found = BOX.match(line)
        if found and found["text"] in known:
            known.remove(found["text"])
        elif found and (more := next(told, None)) is not None:
            lines.append(f"{found['lead']}→ {found['text']} · {more}")
            continue
        lines.append(line)
    return "\n".join(lines)
