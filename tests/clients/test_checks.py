from collections.abc import Iterator

import phonenumbers
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm.clients import checks
from crm.core.phones import check_phone, phone_text


@pytest.fixture
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("GODE 561231 GR8", "MX", "GODE561231GR8"),
        ("god-561231-gr8", "MX", "GOD561231GR8"),
        ("XAXX010101000", "MX", "XAXX010101000"),
        ("xexx-010101-000", "MX", "XEXX010101000"),
        ("94-2404110", "US", "942404110"),
        ("942404110", "US", "942404110"),
        ("12 345 rt0001", "CA", "12 345 RT0001"),
    ],
)
def test_a_right_tax_id_is_kept_compact(typed: str, country: str, kept: str) -> None:
    assert checks.check_tax_id(typed, country) == kept


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("typed", "country"),
    [("GODE561331GR8", "MX"), ("GODE", "MX"), ("94-2404110", "MX"), ("07-12345", "US"), ("A", "US")],
)
def test_a_wrong_tax_id_is_refused_with_the_name_of_the_number(typed: str, country: str) -> None:
    with pytest.raises(ValueError, match="RFC" if country == "MX" else "EIN"):
        checks.check_tax_id(typed, country)


def test_an_ein_is_shown_with_its_hyphen_and_an_rfc_as_it_is() -> None:
    assert checks.tax_id_text("942404110", "US") == "94-2404110"
    assert checks.tax_id_text("GODE561231GR8", "MX") == "GODE561231GR8"


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("662 212 3456", "MX", "+526622123456"),
        ("+52 662 212 3456", "US", "+526622123456"),
        ("+52 1 662 212 3456", "US", "+526622123456"),
        ("044 662 212 3456", "MX", "+526622123456"),
        ("01 (662) 212-3456", "MX", "+526622123456"),
        ("(602) 253-1234", "US", "+16022531234"),
        ("+1 602 253 1234", "MX", "+16022531234"),
        ("+44 20 7946 0958", "MX", "+442079460958"),
    ],
)
def test_a_phone_is_kept_in_e164_without_the_old_mobile_1(typed: str, country: str, kept: str) -> None:
    assert check_phone(typed, country) == kept
    assert check_phone(kept, country) == kept


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("typed", ["call me", "12", "+52 662 12", "602 253 1234 ext. 12", "+999 123"])
def test_what_is_no_phone_is_refused_and_an_extension_is_never_dropped_in_silence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"phone|extension"):
        check_phone(typed, "US")


def test_a_phone_is_shown_international() -> None:
    assert phone_text("+526622123456") == "+52 662 212 3456"
    assert phone_text("") == ""


@given(st.from_regex(r"\+(52|1)[2-9][0-9]{9}", fullmatch=True))
def test_what_is_shown_without_parsing_is_what_parsing_gives(number: str) -> None:
    parsed = phonenumbers.parse(number, None)
    assert phone_text(number) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@pytest.mark.usefixtures("words")
def test_a_website_gets_its_scheme_and_only_web_addresses_pass() -> None:
    assert checks.check_website("www.example.com") == "https://www.example.com"
    assert checks.check_website("http://example.com/a?b") == "http://example.com/a?b"
    for wrong in (
        "javascript:alert(1)", "javascript://example.com/%0aalert(1)", "ftp://example.com", "example", "https://a@example.com",
        "https://exa mple.com", "https://[::1", 'https://example.com/"onload',
    ):  # fmt: skip
        with pytest.raises(ValueError, match="web address"):
            checks.check_website(wrong)
