"""Every text column of the database has its own sign: what leaves the firm shows those alone that are listed here."""

from collections.abc import Mapping
from typing import Final

from flask import Flask

from crm.reports.build.plan import Level
from crm.reports.levels import printed
from tests.access.records import make_records
from tests.reports.kinds.firm import SUBJECTS, made, small_firm, text_of
from tests.reports.test_levels import fill

#: Beside what the client's own report prints: of bodies what their own pages say, of issues what they are about.
CLIENT: Final = {
    ("institution", "short"), ("institution", "city"), ("institution", "website"), ("issue", "description"),
    ("issue_citation", "url"), ("issue_hs", "hs_code"), ("port", "name"), ("hs_chapter", "short_en"),
    ("hs_chapter", "short_es"), ("state", "title_en"), ("state", "title_es"), ("firm_setting", "value"),
}  # fmt: skip
PUBLIC: Final = {
    ("sector", "title_en"), ("sector", "title_es"), ("issue_citation", "url"), ("hs_chapter", "short_en"),
    ("hs_chapter", "short_es"), ("port", "name"), ("state", "title_en"), ("state", "title_es"),
    ("firm_setting", "value"),
}  # fmt: skip
LISTED: Final[Mapping[Level, set[tuple[str, str]]]] = {"client": CLIENT, "public": PUBLIC}


def test_what_leaves_the_firm_shows_listed_columns_alone(app: Flask) -> None:
    make_records(app)
    firm = small_firm(app)
    signs = fill(app)
    for level in ("client", "public"):
        kinds = [name for name in SUBJECTS if level == "client" or name == "sector"]
        with app.test_request_context():
            text = "\n".join(
                text_of(made(name, "alice", firm, level=level, language=language).document)
                for name in kinds for language in ("en", "es")
            )  # fmt: skip
        found = {place for sign, place in signs.items() if sign in text}
        assert found - printed(level) - LISTED[level] == set(), level
        assert found, level
