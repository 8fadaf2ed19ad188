"""The demo firm's commitments: each names a meeting that the firm has, and shows every state."""

from datetime import date

import pytest

from crm.demo.content_files import read
from crm.demo.firm import build_firm


@pytest.mark.parametrize("today", [date(2026, 11, 26), date(2027, 3, 1)])
def test_every_demo_commitment_finds_its_held_engagement_and_its_parties(today: date) -> None:
    held = {spec.subject: spec for spec in build_firm(today).engagements if spec.state == "held"}
    rows = read("commitments")
    for row in rows:
        spec = held[row["subject"]]
        assert spec.institution_code or "institution" not in {row["maker"], row["receiver"]}, row
        assert row.get("settled", 0) <= (today - spec.day).days, row
    assert {row.get("state", "open") for row in rows} == {"open", "kept", "not_kept", "released"}
