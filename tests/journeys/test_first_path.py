"""The path of the foundation, walked by visible labels only: sign in, client, engagement, follow-up, figures, report."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def test_a_consultant_adds_a_client_logs_a_meeting_sees_figures_and_hands_over_a_report(visitor: Callable[..., Visitor]) -> None:
    someone = visitor("consultant@example.com", "en", 1440)
    page = someone.open("/clients")
    page.get_by_role("link", name="Add a client").first.click()
    page.get_by_label("Name", exact=False).first.fill("Hortalizas del Mayo")
    page.get_by_role("button", name="Add client").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hortalizas del Mayo")
