"""Every kind of report: on an empty firm, in both languages, for those inside and outside, at each reader level."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from crm.core.text import fold
from crm.reports.build.kinds.table import KINDS
from crm.reports.document import Note
from tests.commitments.records import add_commitment
from tests.reports.kinds.firm import INSIDE, MISSION, SECRET, made, says, small_firm, tables, text_of
from tests.reports.records import an_engagement

KIND_NAMES = sorted(KINDS)
HONEST = {
    "portfolio": "The firm follows no client that you may see.",
    "pipeline": "No opportunity is open, and none moved in this period.",
    "institution": "No engagements were held in this period.",
    "sector": "No publication of this period is on file.",
    "mission": "No engagement held in this period names",
}


def test_a_firm_without_records_gets_honest_lines_and_no_empty_table(app: Flask) -> None:
    for name, line in HONEST.items():
        for language in ("en", "es"):
            with app.test_request_context():
                document = made(name, "charlie", language=language).document
            assert document.sections
            assert all(section.blocks for section in document.sections)
            assert document.cover.draft
            assert document.language == language
            if language == "en":
                assert line in text_of(document)


def test_an_approved_report_is_no_draft_and_names_who_approved_it(app: Flask) -> None:
    with app.test_request_context():
        document = made("portfolio", "charlie", approved_by="Charlie", version="Version 2 of Nov 27, 2026").document
    assert (document.cover.draft, document.cover.approved_by) == ("", "Charlie")
    assert document.footer.version == "Version 2 of Nov 27, 2026"
    assert (document.cover.report_date, document.cover.period) == ("Nov 27, 2026", "July to September 2026")


def test_whoever_sees_both_clients_reads_both_and_a_stranger_and_a_barred_partner_one(app: Flask) -> None:
    firm = small_firm(app)
    for name in KIND_NAMES:
        with app.test_request_context():
            inside, partner = (made(name, who, firm) for who in ("alice", "charlie"))
            bob = made(name, "bob", firm, language="es")
        assert says(inside.document, SECRET), name
        assert firm.closed in inside.records["client"], name
        for outside in (bob, partner):
            # The issue's own texts are the firm's: that a client testifies was written where everybody reads.
            text = fold(text_of(outside.document)).replace(fold(f"{SECRET} del Norte will testify"), "")
            assert fold(SECRET) not in text, name
            assert firm.closed not in outside.records["client"], name
            assert says(outside.document, "Yaqui"), name


def test_what_a_hidden_client_has_a_part_in_is_told_to_those_alone_who_see_all_of_it(app: Flask) -> None:
    firm = small_firm(app)
    both = [firm.open, firm.closed]
    met = an_engagement(app, *both, subject=f"Conjunta: {MISSION}", institutions=[firm.body], issues=[firm.issue],
                        institution="", outcome="Conjunta", summary_en="Conjunta")  # fmt: skip
    add_commitment(app, text="Conjunta: an answer", maker_institution_id=firm.body, clients=both, due=-90)
    with app.test_request_context():
        for name in KIND_NAMES:
            built = {who: made(name, who, firm) for who in ("alice", "bob")}
            assert not says(built["bob"].document, "Conjunta"), name
            assert met not in built["bob"].records.get("engagement", ()), name
            assert says(built["alice"].document, "Conjunta") is (name not in {"pipeline", "sector"}), name
        for name in ("institution", "issue", "mission"):
            told = made(name, "alice", firm, level="client").document
            # The client was there itself; that another had a part in it is not said, nor what was promised to both.
            assert says(told, "Conjunta"), name
            assert not says(told, "Conjunta: an answer"), name


def test_the_records_of_a_report_are_those_that_it_prints(app: Flask) -> None:
    firm = small_firm(app)
    with app.test_request_context():
        built = {name: made(name, "alice", firm).records for name in KIND_NAMES}
    assert built["portfolio"]["client"] == {firm.open, firm.closed}
    assert (len(built["portfolio"]["commitment"]), len(built["portfolio"]["mandate"])) == (2, 2)
    assert len(built["pipeline"]["opportunity"]) == 2
    assert (len(built["institution"]["engagement"]), len(built["institution"]["commitment"])) == (2, 2)
    assert (set(built["issue"]["issue"]), len(built["issue"]["engagement"])) == ({firm.issue}, 2)
    assert len(built["sector"]["engagement"]) == 2
    assert {kind: len(ids) for kind, ids in built["mission"].items()} == {
        "engagement": 2, "commitment": 2, "task": 2, "mandate": 2, "opportunity": 2, "client": 2,
    }  # fmt: skip


def test_a_clients_report_names_no_other_client_and_nothing_that_stays_inside(app: Flask) -> None:
    firm = small_firm(app)
    for name, language in itertools.product(("institution", "issue", "mission", "sector"), ("en", "es")):
        with app.test_request_context():
            built = made(name, "alice", firm, level="client", language=language)
        assert not says(built.document, SECRET), name
        assert not says(built.document, INSIDE), name
        assert firm.closed not in built.records.get("client", ()), name
        assert says(built.document, "Agrícola del Yaqui"), name
        assert not says(built.document, "Elena Ruiz"), "officials are told of by their post"
        if name != "sector":
            assert says(built.document, "Abierta: a letter."), name
            assert len(built.records["engagement"]) == 1, name


def test_reviews_of_the_firm_print_nothing_for_others(app: Flask) -> None:
    firm = small_firm(app)
    for name in ("portfolio", "pipeline"):
        assert KINDS[name].levels == ("internal",)
        with app.test_request_context():
            for level in ("client", "public"):
                assert made(name, "charlie", firm, level=level).document.sections == ()


def test_a_public_brief_has_no_record_of_ours_in_it(app: Flask) -> None:
    firm = small_firm(app)
    with app.test_request_context():
        built = made("sector", "alice", firm, level="public")
    assert not any(says(built.document, word) for word in (SECRET, "Abierta", "Yaqui", INSIDE, "Winter hours"))
    assert says(built.document, "91 FR 1")
    assert not any(built.records.values())


def test_a_client_s_report_without_a_client_is_refused(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="needs the client"):
        made("sector", "alice", level="client")


def test_tables_keep_days_and_exact_numbers_for_workbooks(app: Flask) -> None:
    firm = small_firm(app)
    with app.test_request_context():
        built = [made(name, "alice", firm) for name in KIND_NAMES]
    found = [cell for each in built for table in tables(each.document) for row in table.raw for cell in row]
    assert all(table.raw for each in built for table in tables(each.document))
    assert {date(2026, 8, 12), Decimal(10_000), date(2026, 12, 31), date(2026, 8, 1)} <= set(found)


def test_a_report_that_stops_before_the_end_says_so(app: Flask) -> None:
    firm = small_firm(app)
    kinds = {"institution": "engagement", "mission": "engagement", "issue": "engagement", "pipeline": "opportunity",
             "portfolio": "mandate"}  # fmt: skip
    with app.test_request_context():
        for name, kind in kinds.items():
            built = made(name, "alice", firm, most=1)
            assert len(built.records[kind]) == 1, name
            told = [b.text for b in built.document.sections[0].blocks if isinstance(b, Note) and b.kind == "warning"]
            assert "the first 1 are counted" in told[0], name
            whole = made(name, "alice", firm).document.sections[0].blocks
            assert not any(isinstance(b, Note) and b.kind == "warning" for b in whole), name
