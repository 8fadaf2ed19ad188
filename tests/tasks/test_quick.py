"""One line makes a follow-up, in both languages; what can be read in two ways is asked, not guessed."""

from datetime import date

import pytest

from crm.tasks.note_boxes import boxes, new_boxes, ticked_over
from crm.tasks.quick import Colleague, read_line

#: A Thursday.
TODAY = date(2026, 11, 26)
FIRM = [
    Colleague(1, "Ana Ruiz"),
    Colleague(2, "Marisol Quintana Vega"),
    Colleague(3, "José Peña"),
    Colleague(4, "Ana Torres"),
    Colleague(5, "Martin Hale"),
]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-26"), ("hoy", "2026-11-26"), ("tomorrow", "2026-11-27"), ("mañana", "2026-11-27"),
        ("pasado mañana", "2026-11-28"), ("the day after tomorrow", "2026-11-28"), ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"), ("viernes", "2026-11-27"), ("vie", "2026-11-27"), ("el viernes", "2026-11-27"),
        ("para el viernes", "2026-11-27"), ("by friday", "2026-11-27"), ("on Fri.", "2026-11-27"),
        ("next friday", "2026-12-04"), ("next mon", "2026-11-30"), ("el próximo viernes", "2026-11-27"),
        ("el viernes que viene", "2026-11-27"), ("el viernes próximo", "2026-11-27"), ("this friday", "2026-11-27"),
        ("thu", "2026-12-03"), ("jueves", "2026-12-03"), ("miércoles", "2026-12-02"), ("mie", "2026-12-02"),
        ("sábado", "2026-11-28"), ("sat", "2026-11-28"), ("domingo", "2026-11-29"), ("tue", "2026-12-01"),
        ("martes", "2026-12-01"), ("mar", "2026-12-01"), ("in 3 days", "2026-11-29"), ("in a week", "2026-12-03"),
        ("en 3 días", "2026-11-29"), ("dentro de 2 semanas", "2026-12-10"), ("en dos semanas", "2026-12-10"),
        ("in two months", "2027-01-26"), ("dentro de un mes", "2026-12-26"), ("next week", "2026-11-30"),
        ("la próxima semana", "2026-11-30"), ("la semana que viene", "2026-11-30"), ("eom", "2026-11-30"),
        ("fin de mes", "2026-11-30"), ("30 nov", "2026-11-30"), ("nov 30", "2026-11-30"),
        ("30 de noviembre", "2026-11-30"), ("November 30th", "2026-11-30"), ("15 ene", "2027-01-15"),
        ("1 de marzo de 2027", "2027-03-01"), ("Mar 1, 2027", "2027-03-01"), ("29 feb", "2028-02-29"),
        ("2026-12-03", "2026-12-03"), ("25/12", "2026-12-25"), ("12/25", "2026-12-25"), ("05/05", "2027-05-05"),
        ("25/12/26", "2026-12-25"), ("30.11.2026", "2026-11-30"), ("a más tardar el 30 de noviembre", "2026-11-30"),
        ("antes del 5 de diciembre", "2026-12-05"), ("due dec 5", "2026-12-05"), ("for monday", "2026-11-30"),
    ],
)  # fmt: skip
def test_a_day_in_words_is_read_in_both_languages(words: str, day: str) -> None:
    found = read_line(f"Send the sheet {words}", FIRM, TODAY)
    assert (found.title, found.due_on, found.problem) == ("Send the sheet", date.fromisoformat(day), None)


@pytest.mark.parametrize(
    "text",
    [
        "Llamar al SAT", "Carta al SAT", "Revisar el MAR", "Ver al cónsul por la mañana", "Ask for 3-5 quotes",
        "Count 2.5 tonnes", "Plan de marzo", "Friday", "Visit in 3 ports", "Follow up about may",
    ],
)  # fmt: skip
def test_what_is_no_day_stays_in_the_text(text: str) -> None:
    found = read_line(text, FIRM, TODAY)
    assert (found.title, found.due_on, found.problem) == (text, None, None)


@pytest.mark.parametrize("text", ["Send it 12/03", "Enviarlo 03/12/2026", "Send it by 1/2"])
def test_a_day_that_can_be_read_in_two_ways_is_asked(text: str) -> None:
    problem = read_line(text, FIRM, TODAY).problem
    assert problem
    assert problem.kind == "two_ways"
    assert len(problem.both) == 2


@pytest.mark.parametrize("text", ["Send it 31 nov", "Send it 2026-13-01", "Send it 45/45", "Send it 9999-01-01"])
def test_a_day_that_there_is_not_is_said(text: str) -> None:
    problem = read_line(text, FIRM, TODAY).problem
    assert problem
    assert problem.kind == "no_day"


@pytest.mark.parametrize(
    ("text", "title", "who"),
    [
        ("Send the sheet marisol fri", "Send the sheet", 2), ("Send the sheet fri Marisol", "Send the sheet", 2),
        ("Enviar la hoja José el viernes", "Enviar la hoja", 3), ("Enviar la hoja jose", "Enviar la hoja", 3),
        ("Send the sheet MQ fri", "Send the sheet", 2), ("Send the sheet MQV", "Send the sheet", 2),
        ("Send the sheet mq", "Send the sheet mq", None), ("@mq send the sheet", "send the sheet", 2),
        ("Send @marisol the sheet fri", "Send the sheet", 2), ("Send the sheet @ana.torres", "Send the sheet", 4),
        ("Send the sheet @ana_ruiz fri", "Send the sheet", 1), ("Send the sheet Ana Torres fri", "Send the sheet", 4),
        ("Send the sheet marisol quintana vega", "Send the sheet", 2),
        ("Llamar a Marisol fri", "Llamar a Marisol", None),
        ("Meet with Martin fri", "Meet with Martin", None), ("Call Martin fri", "Call Martin", None),
        ("Write to ana@example.com fri", "Write to ana@example.com", None),
        ("Send the sheet martin", "Send the sheet", 5),
    ],
)  # fmt: skip
def test_whose_it_is_is_read_by_name_initials_or_at(text: str, title: str, who: int | None) -> None:
    found = read_line(text, FIRM, TODAY)
    assert (found.title, found.assignee_id, found.problem) == (title, who, None)


@pytest.mark.parametrize(
    ("text", "kind"), [("Send the sheet ana fri", "several"), ("Send it @ana", "several"), ("Send it @zoe", "nobody")]
)
def test_a_name_that_fits_several_or_nobody_is_asked(text: str, kind: str) -> None:
    problem = read_line(text, FIRM, TODAY).problem
    assert problem
    assert problem.kind == kind


def test_days_follow_the_calendar_that_is_given() -> None:
    new_year = date(2026, 12, 31)
    assert read_line("Send it tomorrow", FIRM, new_year).due_on == date(2027, 1, 1)
    assert read_line("Send it 31 dec", FIRM, new_year).due_on == new_year
    assert read_line("Send it in 2 months", FIRM, new_year).due_on == date(2027, 2, 28)
    assert read_line("Send it next sun", FIRM, new_year).due_on == date(2027, 1, 10)


def test_lines_of_a_note_are_found_and_taken_once() -> None:
    note = (
        "Met the consul.\n- [ ] send it fri\n  * [] call back\n- [x] done\n> - [ ] quoted\n- plain\n- [ ] send it fri"
    )
    assert boxes(note) == ["send it fri", "call back", "send it fri"]
    assert new_boxes(note, "- [ ] send it fri") == ["call back", "send it fri"]
    after = ticked_over(note, "- [ ] send it fri", ["Ana · 2026-11-27", "Bob"])
    assert "  * → call back · Ana · 2026-11-27" in after
    assert after.endswith("- → send it fri · Bob")
    assert after.count("- [ ] send it fri") == 1
    assert new_boxes(after, after) == []
    assert ticked_over(after, after, []) == after


def test_a_long_or_strange_line_is_read_in_no_time() -> None:
    for text in ("a " * 50_000, "@" * 10_000, "1/" * 10_000, "- [ ] " * 10_000, "mañana " * 10_000):
        assert read_line(text, FIRM, TODAY).typed
