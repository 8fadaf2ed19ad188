"""What leaves the firm: no name of another client in any spelling, no number that tells of one."""

from datetime import datetime

from flask import Flask

from crm.reports.build.kinds.asks.activity import FEWEST_CLIENTS, Activity, Contact
from crm.reports.build.kinds.asks.discreet import clients_named
from crm.reports.build.plan import ChosenFigure, Plan
from crm.reports.document import Figure
from tests.reports.kinds.firm import Firm, agriculture, made, small_firm, text_of
from tests.reports.records import an_engagement
from tests.tasks.firm import add_client

SPELT = (
    "With FRUTAS INIGO yesterday", "(Frutas Íñigo)", "Frutas Íñigo's plant", "Frutas  Íñigo, then lunch",
    "Yaqui/Frutas Íñigo", "«Frutas Íñigo»: yes",
)  # fmt: skip


def test_a_client_is_found_however_it_is_spelt_and_one_s_own_name_is_none(app: Flask) -> None:
    own = add_client(app, "Frutas Íñigo", access="team", lead="charlie")
    with app.app_context():
        assert [text for text in SPELT if clients_named([text], None) != {"frutas inigo"}] == []
        assert clients_named(["Frutas Íñigo"], own) == frozenset()
        assert clients_named(["Frutas", "Íñigo Frutas", "frutasíñigo", ""], None) == frozenset()


def test_a_summary_that_names_a_client_of_no_link_is_kept_back_and_asked_for(app: Flask) -> None:
    firm = small_firm(app)
    add_client(app, "Transportes Berrendo", access="team", lead="charlie")
    said = "We spoke of Transportes Berrendo."
    an_engagement(app, firm.open, institutions=[firm.body], institution="", issues=[firm.issue],
                  subject="Misión Phoenix 2026", summary_en=said, outcome=said, at=datetime(2026, 9, 1, 9))  # fmt: skip
    for name in ("institution", "issue", "mission"):
        with app.test_request_context():
            inside, built = made(name, "alice", firm), made(name, "alice", firm, level="client")
        assert "Transportes Berrendo" in text_of(inside.document)
        assert "Berrendo" not in text_of(built.document)
        kept = next(gap for gap in built.gaps if gap.label == "Text kept back: it names another client")
        assert (kept.count, kept.stops) == (1, True)


def test_an_issue_s_text_that_counts_clients_stays_inside(app: Flask) -> None:
    firm = small_firm(app)
    with app.test_request_context():
        inside, built = made("issue", "alice", firm), made("issue", "alice", firm, level="client")
    assert "Two clients ask" in text_of(inside.document)
    assert "one client's flows" in text_of(inside.document)
    for word in ("Two clients ask", "flows", "4.2 million", "will testify"):
        assert word not in text_of(built.document)
    kept = next(gap for gap in built.gaps if gap.label == "Text kept back: it names or counts clients")
    assert kept.count == 2


def contacts(*clients: int) -> Activity:
    day = datetime(2026, 8, 1).date()
    return Activity([Contact(at, "trade", day, client, str(client)) for at, client in enumerate(clients)], cut=0)


def test_our_work_is_told_in_public_from_five_clients_on_and_where_none_is_most_of_it() -> None:
    assert FEWEST_CLIENTS == 5
    assert not contacts(1, 2, 3, 4, 4, 3).may_be_published
    assert contacts(1, 2, 3, 4, 5).may_be_published
    assert not contacts(1, 1, 1, 1, 1, 2, 3, 4, 5).may_be_published
    assert contacts(1, 1, 1, 1, 2, 3, 4, 5).may_be_published
    assert not contacts(0, 0, 1, 2, 3, 4).may_be_published
    assert not contacts().may_be_published


def test_a_public_brief_tells_of_our_work_only_where_it_may(app: Flask) -> None:
    firm = small_firm(app)
    plan = Plan(level="public")
    with app.test_request_context():
        assert "In this period we held" not in text_of(made("sector", "alice", firm, plan=plan).document)
    sector = agriculture(app)
    for number in range(FEWEST_CLIENTS - 1):
        an_engagement(
            app, add_client(app, f"Productor {number}"), sectors=[sector], at=datetime(2026, 9, number + 1, 9)
        )
    with app.test_request_context():
        text = text_of(made("sector", "alice", firm, plan=plan).document)
        hidden = text_of(made("sector", "bob", firm, plan=plan).document)
    assert "In this period we held 6 engagements in this sector, for at least 5 clients." in text
    assert "In this period we held 5 engagements in this sector, for at least 5 clients." in hidden


def test_a_chart_leaves_the_firm_with_its_sentence_alone(app: Flask) -> None:
    firm = Firm(add_client(app, "Agrícola del Yaqui"), 0, 0, 0)
    key = "transborder-hs07-imports"
    for plan, charts in (
        (Plan(level="public"), 0),
        (Plan(level="public", figures=(ChosenFigure(key),)), 0),
        (Plan(level="public", figures=(ChosenFigure(key, "Fewer tomatoes."),)), 1),
        (Plan(level="internal", figures=(ChosenFigure(key),)), 1),
    ):
        with app.test_request_context():
            built = made("sector", "alice", firm, plan=plan)
        found = [b for s in built.document.sections for b in s.blocks if isinstance(b, Figure)]
        assert len(found) == charts
        assert {key for key, _period, _vintage in built.figures} >= ({key} if plan.figures else set())
        if charts and plan.level == "public":
            assert found[0].meaning == "Fewer tomatoes."
