"""A calendar file, an e-mail, a chat: read right, or refused with one sentence."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from crm.app import create_app
from crm.core.config import load_config
from crm.engagements.capturing.chat import read_chat
from crm.engagements.capturing.html_text import text_of_html
from crm.engagements.capturing.reading import read
from crm.engagements.capturing.shape import Captured, CaptureError, Party

SAMPLES = Path(__file__).parent / "captured"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give an application without a database: sentences are all that is asked of it."""
    return create_app(load_config({"CRM_INSTANCE": str(tmp_path_factory.mktemp("bare"))}))


@pytest.fixture(autouse=True)
def context(bare: Flask) -> Iterator[None]:
    with bare.test_request_context():
        yield


def sample(name: str, language: str = "en") -> Captured:
    return read((SAMPLES / name).read_bytes(), language)


def event(*lines: str) -> bytes:
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//", "BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT",
            "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(body).encode()


def test_an_outlook_invitation_keeps_the_hour_of_its_place() -> None:
    found = sample("outlook.ics")
    assert found.subject == "Reunión con el cónsul general"
    assert found.start == datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert (found.zone, found.minutes, found.channel) == ("America/Mexico_City", 90, "video")
    assert Party("Lic. María Peña", "mpena@sre.example") in found.parties
    assert [party.email for party in found.parties if "sala" in party.email.lower()] == []
    assert found.note.startswith("> Place: Microsoft Teams")
    assert "____" not in found.note


def test_a_google_invitation_in_utc_is_an_instant() -> None:
    found = sample("google.ics")
    assert found.start == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    assert (found.zone, found.minutes, found.channel) == ("", 45, "in_person")


def test_a_zone_counts_by_todays_rules_not_by_those_in_an_old_file() -> None:
    """Mexico has had no summer time since 2022; Outlook's own block may say otherwise."""
    found = read(event("DTSTART;TZID=Central Standard Time (Mexico):20260701T100000", "SUMMARY:x"), "es")
    assert found.start == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert found.start == datetime(2026, 7, 1, 10, 0, tzinfo=ZoneInfo("America/Mexico_City"))


def test_a_zone_of_the_files_own_counts_for_that_file_alone() -> None:
    for offset, hour in (("-0400", 14), ("-0700", 17)):
        zone = "BEGIN:VTIMEZONE\r\nTZID:Customized\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        zone += f"TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
        text = event("DTSTART;TZID=Customized:20261130T100000", "SUMMARY:x").decode().replace("BEGIN:VEVENT", zone)
        assert read(text.encode(), "en").start == datetime(2026, 11, 30, hour, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "start", "remark"),
    [
        (["DTSTART;VALUE=DATE:20261130"], date(2026, 11, 30), "without an hour"),
        (["DTSTART:20261130T090000"], datetime(2026, 11, 30, 9, 0), ""),
        ([], None, "no start"),
        (["DTSTART:20261130T090000Z", "RRULE:FREQ=WEEKLY"], datetime(2026, 11, 30, 9, tzinfo=UTC), "one of a series"),
    ],
)
def test_a_start_is_taken_as_it_is_said(lines: list[str], start: object, remark: str) -> None:
    found = read(event("SUMMARY:x", *lines), "en")
    assert found.start == start
    assert remark in " ".join(found.remarks)


def test_an_e_mail_gives_subject_day_people_and_its_words() -> None:
    found = sample("reply.eml")
    assert found.subject == "Cita con la aduana de Nogales"
    assert found.start == datetime(2026, 11, 20, 22, 15, tzinfo=UTC)
    assert found.channel == "email"
    assert [party.email for party in found.parties] == [
        "mpena@aduana.example", "alice@example.com", "jlopez@maquila.example",
    ]  # fmt: skip
    assert found.parties[0].name == "María Peña"
    assert found.note.startswith("> Estimada Alicia:")
    assert all(line.startswith(">") for line in found.note.split("\n"))


def test_an_e_mail_in_html_becomes_text_that_can_do_nothing() -> None:
    found = sample("html.eml")
    assert "Buenos días & saludos" in found.note
    assert "> uno" in found.note
    for bad in ("<", "alert", "color:", "javascript"):
        assert bad not in found.note


@pytest.mark.parametrize(
    "name", ["android-es.txt", "android-en.txt", "iphone-es.txt", "iphone-en.txt", "copied-web.txt", "android-24h.txt"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_chat_of_each_phone_is_read(name: str, language: str) -> None:
    found = sample(name, language)
    assert found.start == datetime(2026, 11, 25, 15, 42)
    assert (found.channel, found.minutes) == ("whatsapp", 6)
    assert [party.name or party.phone for party in found.parties] == ["Ana Ruiz", "+52 662 123 4567"]
    assert "> 15:42 Ana Ruiz: Buenas tardes" in found.note
    assert "> segunda línea: con dos puntos" in found.note
    assert "encrypted" not in found.note
    assert "cifrados" not in found.note


def test_days_of_a_chat_that_could_be_months_are_read_by_the_phones_own_words() -> None:
    spanish = read_chat("[03/04/26, 3:42:10 p. m.] Ana: hola", "en")
    assert (spanish.start, bool(spanish.remarks)) == (datetime(2026, 4, 3, 15, 42), True)
    english = read_chat("[3/4/26, 3:42:10 PM] Ana: hello", "es")
    assert (english.start, bool(english.remarks)) == (datetime(2026, 3, 4, 15, 42), True)
    assert read_chat("03/04/26, 15:42 - Ana: hola", "es").start == datetime(2026, 4, 3, 15, 42)
    assert read_chat("03/04/26, 15:42 - Ana: hola", "en").start == datetime(2026, 3, 4, 15, 42)
    # One order alone has the messages follow each other.
    ordered = read_chat("01/02/26, 10:00 - Ana: a\n02/02/26, 10:00 - Ana: b\n01/03/26, 10:00 - Ana: c", "en")
    assert (ordered.start, ordered.remarks) == (datetime(2026, 2, 1, 10, 0), [])


def test_no_line_of_somebody_elses_text_asks_for_a_follow_up() -> None:
    found = read_chat("[25/11/26, 15:42:10] Ana: hola\n- [ ] pay me fri\n# Big", "es")
    assert "\n> - [ ] pay me fri\n> # Big" in found.note


HOSTILE = {
    "nothing": b"  \n ",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40,
    "plain words": b"Hello there, this is a text without any date.",
    "no meeting": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "two meetings": event("SUMMARY:a").replace(
        b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\nEND:VCALENDAR"
    ),
    "calendars in calendars": b"BEGIN:VCALENDAR\r\n" * 50_000,
    "many components": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 30_000 + b"END:VCALENDAR\r\n",
    "half a calendar": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:notadate",
    "unended": b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "a huge calendar": b"BEGIN:VCALENDAR\r\nX:" + b"a" * 1_100_000,
    "a chat of no date": b"45/45/26, 10:00 - Ana: hola",
    "an hour that is none": b"25/11/26, 25:99 - Ana: hola",
    "a huge chat": b"25/11/26, 10:00 - Ana: hola\n" * 100_000,
    "boundaries": b"From: a@b.mx\nSubject: x\n" + b"Content-Type: multipart/mixed; boundary=a\n" * 400 + b"\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_answered_with_one_sentence(name: str) -> None:
    with pytest.raises(CaptureError) as refused:
        read(HOSTILE[name], "en")
    said = str(refused.value)
    assert said.endswith(".")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@b.mx\nSubject: =?utf-8?q?=FF=FE?=\nDate: then\nContent-Type: text/plain; charset=klingon\n\nwords",
        b"From: <<<>>>\nTo: @@@,,,;;;\nSubject: x\nContent-Type: multipart/mixed; boundary=none\n\nbody",
        b"From: a@b.mx\nSubject: x\nContent-Type: text/html\n\n" + b"<div>" * 60_000 + b"words",
        b"From: a@b.mx\nSubject: x\nContent-Type: text/html\n\n" + b"<!--" * 60_000 + b"words",
        b"From: a@b.mx\nSubject: x\nContent-Transfer-Encoding: base64\n\n!!!not base64!!!",
        b"From: a@b.mx\nSubject: x\n\n" + bytes(range(256)) * 10,
        event("SUMMARY:" + "a" * 100_000, "ATTENDEE:mailto:", "ATTENDEE;CN=:x",
              "DTSTART;TZID=Mars/Olympus:20261130T090000"),
    ],
)  # fmt: skip
def test_what_is_strange_but_readable_is_read_whole(data: bytes) -> None:
    found = read(data, "en")
    assert len(found.subject) <= 300
    assert len(found.note) < 70_000


def test_html_without_end_is_read_in_no_time() -> None:
    for part in ("<!--", "<![CDATA[", "<?", "<a ", "<a href='", "</", "&#", "<script>"):
        assert isinstance(text_of_html(part * 100_000), str)
