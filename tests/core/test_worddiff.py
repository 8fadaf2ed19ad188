"""Word differences: readable, right in Spanish, whole, and never without an end."""

import random
import time

import pytest
from flask import Flask

from crm.core.worddiff import around, changed, marked_apart, marked_together, word_diff


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("¿Qué dijo el cónsul?", "¿Qué dijo la cónsul?", "¿Qué dijo <del>el </del><ins>la </ins>cónsul?"),
        ("Sí, señor.", "¡Sí, señora!", "<ins>¡</ins>Sí, <del>señor.</del><ins>señora!</ins>"),
        ("pe\u0301rdida de café", "pérdida del café", "pérdida <del>de </del><ins>del </ins>café"),
        ("uno\n\ndos", "uno\n\ntres\n\ndos", "uno<br><br><ins>tres<br><br></ins>dos"),
        ("<b>x</b>", "<b>y</b>", "&lt;b&gt;<del>x</del><ins>y</ins>&lt;/b&gt;"),
        ("en enero y ya", "en enero", "en enero<del> y ya</del>"),
        ("", "nuevo", "<ins>nuevo</ins>"),
        ("igual", "igual", "igual"),
    ],
)
def test_the_changed_words_are_marked(before: str, after: str, marked: str) -> None:
    assert str(marked_together(word_diff(before, after))) == marked


def test_each_side_shows_its_own_text_whole() -> None:
    rng = random.Random(7)  # noqa: S311 - made-up texts
    words = ["de", "la", "aduana", ",", "México", "¿", "\n", "1.5", "puerto", "–"]
    for _ in range(200):
        before, after = (" ".join(rng.choices(words, k=rng.randrange(30))) for _side in range(2))
        pieces = word_diff(before, after)
        assert "".join(p.before for p in pieces if p.kind != "ins") == before
        assert "".join(p.text for p in pieces if p.kind != "del") == after
        assert changed(pieces) or before.split() == after.split()


def test_sides_mark_what_the_other_lacks() -> None:
    first, second = marked_apart(word_diff("fue mala", "fue buena"))
    assert (str(first), str(second)) == ("fue <del>mala</del>", "fue <ins>buena</ins>")


@pytest.mark.parametrize("kind", ["one line", "short lines", "other words", "one change"])
def test_a_million_characters_end_in_seconds_on_a_page_of_bounded_size(app: Flask, kind: str) -> None:
    rng = random.Random(3)  # noqa: S311 - made-up texts
    before = " ".join(str(rng.randrange(500)) for _ in range(260_000))[:1_000_000]
    after = {
        "one line": " ".join(str(rng.randrange(500)) for _ in range(260_000))[:1_000_000],
        "short lines": "\n".join(str(rng.randrange(9)) for _ in range(500_000)),
        "other words": "x" * 1_000_000,
        "one change": f"{before[:500_000]} otra {before[500_000:]}"[:1_000_000],
    }[kind]
    with app.test_request_context():
        started = time.perf_counter()
        told = marked_together(around(word_diff(before, after)))
        assert time.perf_counter() - started < 20
    assert "<ins>" in told
    assert len(told) < 400_000
