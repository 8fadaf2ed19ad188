"""A logo that is refused by the form."""

import pytest
from flask import Flask

from crm.branding.queries import logo_bytes
from tests.branding.logos import PATH, save
from tests.files.samples import HTML
from tests.support import People


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [(b"", 422, "The file is empty"), (b"\x89PNG\r\n\x1a\n" + bytes(6_000_000), 413, "larger than 5 MB"),
     (bytes(30_000_000), 413, "larger than 5 MB"), (HTML, 422, "whatever its name says")],
)  # fmt: skip
def test_the_form_says_beside_the_field_why_a_file_is_refused(
    people: People, app: Flask, data: bytes, status: int, says: str
) -> None:
    refused = save(people.charlie, (data, "logo.png"), brand_letterhead="Calle Uno 1")
    assert refused.status_code == status
    assert says in refused.text.split('id="logo-error"', 1)[1].split("</div>", 1)[0]
    assert "Calle Uno 1</textarea>" in refused.text
    with app.app_context():
        assert logo_bytes() == b""
    assert people.charlie.get(f"{PATH}/logo.png").status_code == 404
