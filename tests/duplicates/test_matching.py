import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.duplicates.keys import domain_key, email_key, name_keys, person_keys, phone_key, short_key, tax_key
from crm.duplicates.matching import THRESHOLDS, name_score
from crm.duplicates.names import read_name
from crm.duplicates.people import person_score

PAIRS = Path(__file__).with_name("pairs.csv")


def labelled() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(rows: list[dict[str, str]], strictness: str = "usual") -> tuple[float, float]:
    """Return recall and precision over labelled pairs."""
    found = [name_score(row["one"], row["other"]) >= THRESHOLDS[strictness] for row in rows]
    same = [row["same"] == "1" for row in rows]
    both = sum(a and b for a, b in zip(found, same, strict=True))
    return both / sum(same), both / sum(found)


@pytest.mark.bar
def test_labelled_pairs_of_business_names_are_told_apart(figure: Callable[..., None]) -> None:
    rows = labelled()
    assert len(rows) == 300
    assert len({(row["one"], row["other"]) for row in rows}) == 300
    told = []
    for split in ("tune", "held", ""):
        recall, precision = measured([row for row in rows if split in {row["split"], ""}])
        told.append(f"{split or 'all'} recall {recall:.3f}, precision {precision:.3f}")
        assert recall >= 0.95
        assert precision >= 0.8
    figure("DUP", "both", f"{len(rows)} labelled pairs of business names: " + "; ".join(told))


def test_labelled_duplicates_share_a_key_so_that_they_are_compared_at_all() -> None:
    same = [row for row in labelled() if row["same"] == "1"]
    missed = [row for row in same if not name_keys(row["one"]) & name_keys(row["other"])]
    assert len(missed) <= 0.02 * len(same), missed
    assert max(len(name_keys(row["one"])) for row in labelled()) <= 20


def test_a_stricter_firm_finds_less_and_errs_less() -> None:
    recalls, precisions = zip(*(measured(labelled(), how) for how in ("strict", "usual", "wide")), strict=True)
    assert sorted(recalls) == list(recalls)
    assert sorted(precisions, reverse=True) == list(precisions)
    assert precisions[0] > precisions[2]


@pytest.mark.parametrize(
    "name",
    [
        "Cítricos Ojeda, S.A. de C.V.", "CITRICOS OJEDA S. A. DE C. V.", "Cítricos Ojeda, S. de R.L. de C.V.",
        "Cítricos Ojeda S.A.P.I. de C.V.", "Cítricos Ojeda, S.P.R. de R.L.", "Citricos Ojeda S.C.",
        "Cítricos Ojeda, A.C.", "Cítricos Ojeda LLC", "Cítricos Ojeda, L.L.C.", "Cítricos Ojeda Inc.",
        "Cítricos Ojeda Corp.", "Cítricos Ojeda Co., Ltd.", "Cítricos Ojeda LP", "Cítricos Ojeda GmbH",
        "Cítricos Ojeda, Sociedad Anónima de Capital Variable", "Cítricos Ojeda (SACO), S.A.S.",
    ],
)  # fmt: skip
def test_a_legal_form_says_nothing_however_it_is_written(name: str) -> None:
    assert [word.text for word in read_name(name)] == ["citrico", "ojeda"]
    assert name_score(name, "Cítricos Ojeda") == 100


@pytest.mark.parametrize("name", ["S.A. de C.V.", "LLC", "", "***", "de la"])
def test_a_name_of_nothing_but_a_form_is_like_no_other(name: str) -> None:
    assert name_score(name, "Otra") == 0


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("María Fernanda López Ortega", "López Ortega María Fernanda", 100),
        ("Lic. Ma. Fernanda López", "María Fernanda López Ortega", 90),
        ("Fco. Peña", "Francisco Peña", 100),
        ("Luz Mora", "Luz Mora Ibarra", 86),
        ("Raúl Gonzáles", "Raul Gonzalez", 98),
        ("Luz Mora Ibarra", "Luz Mora Peña", 0),
        ("Luz", "Luz Mora", 0),
        ("J. García", "M. García", 0),
        ("Juan García", "Ana García", 0),
    ],
)
def test_a_person_is_known_in_any_order_of_surnames(one: str, other: str, score: int) -> None:
    assert person_score(one, other) == person_score(other, one) == score
    if score:
        assert person_keys(one) & person_keys(other)


def test_numbers_and_addresses_are_made_the_same_and_those_of_nobody_are_none() -> None:
    assert tax_key("gode 561231-gr8") == tax_key("GODE561231GR8") == "GODE561231GR8"
    assert tax_key("XAXX010101000") == tax_key("XEXX010101000") == tax_key("86-1") == ""
    assert domain_key("https://www.acme.com.mx/en?x=1") == domain_key("ventas.acme.com.mx") == "acme.com.mx"
    assert domain_key("acme.wixsite.com/home") == "acme.wixsite.com"
    for shared in (
        "gmail.com",
        "http://hotmail.com",
        "www.prodigy.net.mx",
        "https://facebook.com/acme",
        "x",
        "http://[",
    ):
        assert domain_key(shared) == "", shared
    assert phone_key("+52 662 212 3456") == phone_key("6622123456") == "6622123456"
    assert phone_key("911") == email_key("nobody") == short_key("A") == ""
    assert email_key("Ana@Example.COM") == "ana@example.com"
    assert short_key("C.B.P.") == short_key("cbp") == "cbp"
