"""The demo firm: enough of everything, nothing twice, every code real, the same firm for the same day."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from stdnum.mx import rfc
from stdnum.us import ein

from crm.demo.calendar import is_business_day
from crm.demo.firm import build_firm
from crm.demo.shapes import DemoFirm

TODAY = date(2026, 11, 23)
REFERENCE = Path(__file__).parents[2] / "crm" / "reference" / "data"
CHANNELS = {"in_person", "video", "phone", "whatsapp", "email", "letter", "event", "site_visit", "hearing"}


@pytest.fixture(scope="module")
def firm() -> DemoFirm:
    return build_firm(TODAY)


def codes(name: str, column: str = "code") -> set[str]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def sentences(note: str) -> frozenset[str]:
    return frozenset(part for part in re.split(r"(?<=[.?!:])\s+|\n+", note) if part)


def test_the_firm_has_two_offices_and_the_four_accounts(firm: DemoFirm) -> None:
    assert [office.timezone for office in firm.offices] == ["America/Hermosillo", "America/Phoenix"]
    roles = {person.email: person.role for person in firm.people}
    assert {email: roles[email] for email in list(roles)[:4]} == {
        f"{role}@example.com": role for role in ("admin", "partner", "consultant", "analyst")
    }
    assert {person.language for person in firm.people} == {"en", "es"}
    assert all(re.fullmatch(r"[a-z.]+@example\.com", email) for email in roles)
    assert 7 <= len(roles) <= 9


def test_there_is_enough_of_everything(firm: DemoFirm) -> None:
    held = [item for item in firm.engagements if item.state == "held"]
    ahead = [item for item in firm.engagements if item.state == "planned" and item.day >= TODAY]
    late = [item for item in firm.engagements if item.state == "planned" and item.day < TODAY]
    cancelled = [item for item in firm.engagements if item.state == "cancelled"]
    assert len(firm.clients) == 40
    assert 300 <= len(held) <= 360
    assert 18 <= len(ahead) <= 28
    assert 2 <= len(late) <= 5
    assert 8 <= len(cancelled) <= 12
    assert all(item.cancel_reason for item in cancelled)
    assert {item.track for item in firm.engagements} == {"diplomatic", "trade"}
    assert {item.channel for item in firm.engagements} == CHANNELS
    assert sum(len(item.clients) > 1 for item in firm.engagements) >= 5


def test_clients_spread_over_sectors_borders_and_states(firm: DemoFirm) -> None:
    by_sector = Counter(client.sectors[0].split(".")[0] for client in firm.clients)
    assert set(by_sector) == {"technology", "agriculture", "manufacturing", "tourism"}
    assert min(by_sector.values()) >= 7
    assert Counter(client.country for client in firm.clients)["US"] >= 10
    assert {client.status for client in firm.clients} == {"prospect", "active", "dormant", "former"}
    assert len({client.name for client in firm.clients}) == len({client.slug for client in firm.clients}) == 40


def test_some_clients_are_closed_to_consultant_and_analyst(firm: DemoFirm) -> None:
    team_only = [client for client in firm.clients if client.access == "team"]
    strangers = {"consultant@example.com", "analyst@example.com"}
    assert len(team_only) == 5
    assert sum(not strangers & set(client.team) for client in team_only) >= 2
    assert [len(client.barred) for client in firm.clients if client.barred] == [1]


def test_nobody_kept_out_of_a_client_takes_part_in_its_engagements(firm: DemoFirm) -> None:
    clients = {client.slug: client for client in firm.clients}
    for engagement in firm.engagements:
        for slug in engagement.clients:
            assert not set(engagement.consultants) & set(clients[slug].barred)
            assert clients[slug].access == "firm" or set(engagement.consultants) <= set(clients[slug].team)


def test_a_closed_client_is_never_named_in_the_records_of_another(firm: DemoFirm) -> None:
    hidden = {client.slug: client.name for client in firm.clients if client.access == "team" or client.barred}
    for engagement in firm.engagements:
        text = f"{engagement.subject} {engagement.note} {engagement.people} {engagement.institution}"
        assert not [name for slug, name in hidden.items() if slug not in engagement.clients and name in text]


def test_every_code_is_in_the_reference_data(firm: DemoFirm) -> None:
    sectors, ports, chapters, states = codes("sectors"), codes("ports"), codes("hs_chapters"), codes("states")
    for client in firm.clients:
        assert set(client.sectors) <= sectors, client.slug
        assert set(client.ports) <= ports
        assert {chapter for chapter, _ in client.hs_chapters} <= chapters
        assert {flow for _, flow in client.hs_chapters} <= {"northbound", "southbound", "both"}
        assert client.state in states
        assert client.state.startswith(client.country)
    assert {number for item in firm.engagements for number in item.usmca} <= set(range(1, 35))


def test_tax_numbers_phones_and_sites_hold(firm: DemoFirm) -> None:
    for client in firm.clients:
        if client.country == "MX":
            assert rfc.is_valid(client.tax_id, validate_check_digits=True)
        else:
            assert ein.is_valid(client.tax_id)
        number = phonenumbers.parse(client.phone)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == client.phone
        assert client.website == f"https://{client.slug}.example.com"


def test_people_of_the_records_are_accounts(firm: DemoFirm) -> None:
    accounts = {person.email: person.role for person in firm.people}
    clients, keys = {client.slug for client in firm.clients}, {item.key for item in firm.engagements}
    for client in firm.clients:
        assert client.account_lead in client.team
        assert set(client.team) | set(client.barred) <= set(accounts)
    for engagement in firm.engagements:
        assert engagement.consultants
        assert set(engagement.consultants) <= set(accounts)
        assert set(engagement.clients) <= clients
    for item in firm.follow_ups:
        assert accounts[item.assignee] in {"partner", "consultant"}
        assert item.client in clients
        assert item.engagement in keys
        assert item.priority in {"normal", "high"}


def test_every_client_but_a_prospect_or_two_has_an_engagement(firm: DemoFirm) -> None:
    met = {slug for item in firm.engagements for slug in item.clients}
    without = [client for client in firm.clients if client.slug not in met]
    assert 0 < len(without) <= 2
    assert {client.status for client in without} == {"prospect"}


def test_no_two_notes_are_alike(firm: DemoFirm) -> None:
    notes = [item.note for item in firm.engagements]
    assert all(notes)
    assert len(set(notes)) == len(notes)
    for one, other in combinations([sentences(note) for note in notes], 2):
        assert len(one & other) <= 0.4 * min(len(one), len(other)), one & other


def test_no_words_are_left_to_fill_in(firm: DemoFirm) -> None:
    for item in firm.engagements:
        assert not re.search(r"[{}]", f"{item.subject}{item.note}{item.summary_en}{item.summary_es}{item.outcome}")
    assert not [item.title for item in firm.follow_ups if re.search(r"[{}]", item.title)]


def test_a_third_of_the_notes_are_in_spanish(firm: DemoFirm) -> None:
    spanish = sum(item.note_language == "es" for item in firm.engagements)
    assert 0.3 <= spanish / len(firm.engagements) <= 0.38


def test_four_in_five_summaries_are_in_the_language_of_the_report(firm: DemoFirm) -> None:
    language = {client.slug: client.report_language for client in firm.clients}
    held = [item for item in firm.engagements if item.state == "held"]
    fit = [item.summary_en if language[item.clients[0]] == "en" else item.summary_es for item in held]
    assert 0.75 <= sum(map(bool, fit)) / len(held) <= 0.87
    assert sum(bool(item.summary_en and item.summary_es) for item in held) >= 15
    assert sum(not item.summary_en and not item.summary_es for item in held) >= 15
    assert sum(not item.outcome for item in held) >= 10


def test_follow_ups_are_mostly_done_some_late_some_today_some_ahead(firm: DemoFirm) -> None:
    items = firm.follow_ups
    unfinished = [item for item in items if item.done_on is None]
    days = {item.key: item.day for item in firm.engagements}
    assert 240 <= len(items) <= 320
    assert len(items) - len(unfinished) >= 0.7 * len(items)
    assert 4 <= sum(item.due < TODAY for item in unfinished) <= 25
    assert sum(item.due == TODAY for item in unfinished) >= 3
    assert sum(item.due > TODAY for item in unfinished) >= 15
    assert all(item.due <= TODAY + timedelta(days=45) for item in items)
    for item in items:
        assert item.done_on is None or days[item.engagement] <= item.done_on <= min(item.due, TODAY)
    assert {item.priority for item in items} == {"normal", "high"}


@pytest.mark.parametrize("offset", range(0, 400, 29))
def test_any_day_gives_the_same_firm_twice_on_business_days_and_hours(offset: int) -> None:
    today = TODAY + timedelta(days=offset)
    firm = build_firm(today)
    assert firm == build_firm(today)
    for item in firm.engagements:
        assert today - timedelta(days=365) <= item.day <= today + timedelta(days=30)
        assert item.state == "planned" or item.day < today
        assert is_business_day(item.day)
        assert ZoneInfo(item.zone)
        assert item.start.hour >= 8
        assert item.start + timedelta(minutes=item.minutes) <= item.start.replace(hour=18, minute=0)
        assert item.minutes > 0
    due = Counter("late" if item.due < today else "ahead" for item in firm.follow_ups if item.done_on is None)
    assert due["late"] >= 1
    assert due["ahead"] >= 10


def test_the_account_most_shown_has_late_and_due_work_on_any_day() -> None:
    for offset in range(0, 400, 57):
        today = TODAY + timedelta(days=offset)
        mine = [
            item
            for item in build_firm(today).follow_ups
            if item.assignee == "consultant@example.com" and item.done_on is None
        ]
        assert sum(item.due < today for item in mine) >= 2
        assert sum(item.due == today for item in mine) >= 2
        assert sum(item.due > today for item in mine) >= 2


def test_another_seed_moves_the_dates_and_keeps_the_clients(firm: DemoFirm) -> None:
    other = build_firm(TODAY, seed=7)
    assert other.clients == firm.clients
    assert other.engagements != firm.engagements
