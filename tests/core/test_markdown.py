"""Notes as HTML: what is a link, and what stays text."""

import pytest

from crm.core.markdown import render_markdown


@pytest.mark.parametrize("text", [
    "[x](javascript:alert(1))", "[x](/logout)", "[x](//x.example/a)", "//x.example/a.css", "[x](data:text/html,x)",
    "<javascript:alert(1)>", "[x](ftp://x.example)", "[x][y]\n\n[y]: javascript:alert(1)",
])  # fmt: skip
def test_only_http_and_mail_are_links(text: str) -> None:
    assert "href" not in render_markdown(text)


@pytest.mark.parametrize(("text", "target"), [
    ("https://ustr.gov/usmca", "https://ustr.gov/usmca"), ("[x](HTTP://x.example/a)", "HTTP://x.example/a"),
    ("<mailto:a@example.com>", "mailto:a@example.com"), ("write to a@example.com", "mailto:a@example.com"),
    ("www.dof.gob.mx", "http://www.dof.gob.mx"),
])  # fmt: skip
def test_addresses_of_the_web_and_of_mail_are_links_that_tell_nobody(text: str, target: str) -> None:
    assert f'<a href="{target}" rel="noopener noreferrer nofollow">' in render_markdown(text)
