"""Forty phrases a language, each with the day and the hour that it means; unclear ones are asked."""

from datetime import date, time

import pytest

from crm.tasks.quick import Colleague, read_line

#: A Thursday.
TODAY = date(2026, 11, 26)
FIRM = [Colleague(1, "Ana Ruiz"), Colleague(2, "Luis Peña"), Colleague(4, "Ana Torres")]
PHX, MEX = "America/Phoenix", "America/Mexico_City"

ENGLISH = [
    ("call customs friday 10:00", "call customs", "2026-11-27", "10:00", ""),
    ("call customs tomorrow 9am", "call customs", "2026-11-27", "09:00", ""),
    ("call customs tomorrow at 9", "call customs", "2026-11-27", "09:00", ""),
    ("call customs at 3pm on monday", "call customs", "2026-11-30", "15:00", ""),
    ("call customs mon 3:30 p.m.", "call customs", "2026-11-30", "15:30", ""),
    ("call customs today at noon", "call customs", "2026-11-26", "12:00", ""),
    ("call customs next tuesday 14:00", "call customs", "2026-12-01", "14:00", ""),
    ("call customs wed 10:00 Phoenix", "call customs", "2026-12-02", "10:00", PHX),
    ("call customs 10am Mexico City time fri", "call customs", "2026-11-27", "10:00", MEX),
    ("call customs fri 4 pm ET", "call customs", "2026-11-27", "16:00", "America/New_York"),
    ("call customs dec 4 at 8 in the morning", "call customs", "2026-12-04", "08:00", ""),
    ("call customs fri dec 4", "call customs", "2026-12-04", None, ""),
    ("call customs Friday, December 4", "call customs", "2026-12-04", None, ""),
    ("call customs in 3 days", "call customs", "2026-11-29", None, ""),
    ("call customs 3 days from now", "call customs", "2026-11-29", None, ""),
    ("call customs in two weeks", "call customs", "2026-12-10", None, ""),
    ("call customs in 5 business days", "call customs", "2026-12-03", None, ""),
    ("call customs within reach in a month", "call customs within reach", "2026-12-26", None, ""),
    ("call customs a week from friday", "call customs", "2026-12-04", None, ""),
    ("call customs a week from today", "call customs", "2026-12-03", None, ""),
    ("call customs end of month", "call customs", "2026-11-30", None, ""),
    ("call customs by the end of the month", "call customs", "2026-11-30", None, ""),
    ("call customs end of next month", "call customs", "2026-12-31", None, ""),
    ("call customs end of january", "call customs", "2027-01-31", None, ""),
    ("call customs mid december", "call customs", "2026-12-15", None, ""),
    ("call customs end of the week", "call customs", "2026-11-27", None, ""),
    ("call customs end of quarter", "call customs", "2026-12-31", None, ""),
    ("call customs by end of year", "call customs", "2026-12-31", None, ""),
    ("call customs next month", "call customs", "2026-12-01", None, ""),
    ("call customs friday of next week", "call customs", "2026-12-04", None, ""),
    ("call customs first monday of december", "call customs", "2026-12-07", None, ""),
    ("call customs the last friday of the month", "call customs", "2026-11-27", None, ""),
    ("call customs third thursday of january 2027", "call customs", "2027-01-21", None, ""),
    ("call customs on the 15th", "call customs", "2026-12-15", None, ""),
    ("call customs on the 30th at 11:15", "call customs", "2026-11-30", "11:15", ""),
    ("call customs monday the 30th", "call customs", "2026-11-30", None, ""),
    ("call customs tomorrow afternoon", "call customs afternoon", "2026-11-27", None, ""),
    ("call customs payday", "call customs", "2026-11-30", None, ""),
    ("call customs 2026-12-08 16:45", "call customs", "2026-12-08", "16:45", ""),
    ("call customs fri 05:30", "call customs", "2026-11-27", "05:30", ""),
    ("call customs at ten o'clock on friday", "call customs", "2026-11-27", "10:00", ""),
    ("call customs nov 30 at 12 am", "call customs", "2026-11-30", "00:00", ""),
]

SPANISH = [
    ("llamar a aduanas el viernes 10:00", "llamar a aduanas", "2026-11-27", "10:00", ""),
    ("llamar a aduanas mañana a las 9", "llamar a aduanas", "2026-11-27", "09:00", ""),
    ("llamar a aduanas mañana a las 9 de la mañana", "llamar a aduanas", "2026-11-27", "09:00", ""),
    ("llamar a aduanas el lunes a las 3 de la tarde", "llamar a aduanas", "2026-11-30", "15:00", ""),
    ("llamar a aduanas a las 15:30 el lunes", "llamar a aduanas", "2026-11-30", "15:30", ""),
    ("llamar a aduanas hoy al mediodía", "llamar a aduanas", "2026-11-26", "12:00", ""),
    ("llamar a aduanas el martes 14 hrs", "llamar a aduanas", "2026-12-01", "14:00", ""),
    ("llamar a aduanas el miércoles 10:00 hora de México", "llamar a aduanas", "2026-12-02", "10:00", MEX),
    ("llamar a aduanas vie 10:00 CDMX", "llamar a aduanas", "2026-11-27", "10:00", MEX),
    (
        "llamar a aduanas el viernes a las 16:00 hora de Tijuana",
        "llamar a aduanas",
        "2026-11-27",
        "16:00",
        "America/Tijuana",
    ),
    ("llamar a aduanas el 4 de diciembre a las 8 a.m.", "llamar a aduanas", "2026-12-04", "08:00", ""),
    ("llamar a aduanas el viernes 4 de diciembre", "llamar a aduanas", "2026-12-04", None, ""),
    ("llamar a aduanas el 5 de diciembre", "llamar a aduanas", "2026-12-05", None, ""),
    ("llamar a aduanas en 3 días", "llamar a aduanas", "2026-11-29", None, ""),
    ("llamar a aduanas dentro de dos semanas", "llamar a aduanas", "2026-12-10", None, ""),
    ("llamar a aduanas en 5 días hábiles", "llamar a aduanas", "2026-12-03", None, ""),
    ("llamar a aduanas en un mes", "llamar a aduanas", "2026-12-26", None, ""),
    ("llamar a aduanas de hoy en ocho", "llamar a aduanas", "2026-12-03", None, ""),
    ("llamar a aduanas del viernes en ocho", "llamar a aduanas", "2026-12-04", None, ""),
    ("llamar a aduanas de hoy en quince", "llamar a aduanas", "2026-12-10", None, ""),
    ("llamar a aduanas fin de mes", "llamar a aduanas", "2026-11-30", None, ""),
    ("llamar a aduanas a fin de mes", "llamar a aduanas", "2026-11-30", None, ""),
    ("llamar a aduanas a fines del próximo mes", "llamar a aduanas", "2026-12-31", None, ""),
    ("llamar a aduanas a finales de enero", "llamar a aduanas", "2027-01-31", None, ""),
    ("llamar a aduanas a mediados de diciembre", "llamar a aduanas", "2026-12-15", None, ""),
    ("llamar a aduanas fin de año", "llamar a aduanas", "2026-12-31", None, ""),
    ("llamar a aduanas fin de trimestre", "llamar a aduanas", "2026-12-31", None, ""),
    ("llamar a aduanas el próximo mes", "llamar a aduanas", "2026-12-01", None, ""),
    ("llamar a aduanas el viernes de la próxima semana", "llamar a aduanas", "2026-12-04", None, ""),
    ("llamar a aduanas el primer lunes de diciembre", "llamar a aduanas", "2026-12-07", None, ""),
    ("llamar a aduanas el último viernes del mes", "llamar a aduanas", "2026-11-27", None, ""),
    ("llamar a aduanas la quincena", "llamar a aduanas", "2026-11-30", None, ""),
    ("llamar a aduanas para la próxima quincena", "llamar a aduanas", "2026-11-30", None, ""),
    ("llamar a aduanas primera quincena de diciembre", "llamar a aduanas", "2026-12-15", None, ""),
    ("llamar a aduanas la segunda quincena de enero", "llamar a aduanas", "2027-01-31", None, ""),
    ("llamar a aduanas el día 15", "llamar a aduanas", "2026-12-15", None, ""),
    ("llamar a aduanas el 15 a las 11:15", "llamar a aduanas", "2026-12-15", "11:15", ""),
    ("llamar a aduanas el lunes 30", "llamar a aduanas", "2026-11-30", None, ""),
    ("llamar a aduanas mañana por la tarde", "llamar a aduanas por la tarde", "2026-11-27", None, ""),
    ("llamar a aduanas el viernes a las diez y media", "llamar a aduanas", "2026-11-27", "10:30", ""),
    ("llamar a aduanas pasado mañana a las 13 h", "llamar a aduanas", "2026-11-28", "13:00", ""),
    ("llamar a aduanas el lunes a la una de la tarde", "llamar a aduanas", "2026-11-30", "13:00", ""),
    ("llamar a aduanas el viernes 8 de la noche", "llamar a aduanas", "2026-11-27", "20:00", ""),
]


def test_there_are_forty_phrases_a_language() -> None:
    for table in (ENGLISH, SPANISH):
        assert len({phrase for phrase, *_rest in table}) == len(table) >= 40


@pytest.mark.parametrize(("phrase", "title", "day", "hour", "zone"), ENGLISH + SPANISH)
def test_a_phrase_is_understood(phrase: str, title: str, day: str, hour: str | None, zone: str) -> None:
    found = read_line(phrase, FIRM, TODAY)
    assert found.problem is None
    assert (found.title, found.due_on, found.due_time, found.zone) == (
        title, date.fromisoformat(day), time.fromisoformat(hour) if hour else None, zone,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "kind", "ways"),
    [
        ("call customs 12/03", "two_ways", ["2027-03-12", "2026-12-03"]),
        ("llamar a aduanas 12/03", "two_ways", ["2027-03-12", "2026-12-03"]),
        ("call customs fri at 5", "two_hours", ["05:00", "17:00"]),
        ("llamar a aduanas el viernes a las 5", "two_hours", ["05:00", "17:00"]),
        ("llamar a aduanas mañana 5:30", "two_hours", ["05:30", "17:30"]),
        ("call customs fri dec 5", "weekday", ["2026-11-27", "2026-12-05"]),
        ("llamar a aduanas el viernes 5 de diciembre", "weekday", ["2026-11-27", "2026-12-05"]),
        ("call customs fri 10", "weekday", ["2026-11-27", "2026-12-10"]),
        ("llamar a aduanas en ocho días", "two_ways", ["2026-12-03", "2026-12-04"]),
        ("llamar a aduanas en quince días", "two_ways", ["2026-12-10", "2026-12-11"]),
        ("call customs fri 25:00", "no_hour", []),
        ("call customs 31 nov", "no_day", []),
        ("send the sheet ana fri 10:00", "several", []),
        ("enviar la hoja @ana el viernes", "several", []),
        ("enviar la hoja @zoe el viernes", "nobody", []),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(phrase: str, kind: str, ways: list[str]) -> None:
    problem = read_line(phrase, FIRM, TODAY).problem
    assert problem is not None
    assert problem.kind == kind
    told = [day.isoformat() for day in problem.both] + [hour.strftime("%H:%M") for hour in problem.hours]
    assert told == ways


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("call ANAM re permit fri 10:00 @luis !", ("call ANAM re permit", 2, "2026-11-27", "10:00", True)),
        ("! enviar la hoja luis el viernes 9:30", ("enviar la hoja", 2, "2026-11-27", "09:30", True)),
        ("enviar la hoja el viernes 9:30 Luis", ("enviar la hoja", 2, "2026-11-27", "09:30", False)),
        ("send the sheet @Ana_Torres tomorrow 8am !high", ("send the sheet", 4, "2026-11-27", "08:00", True)),
        ("¡Urgente! enviar la hoja hoy", ("¡Urgente! enviar la hoja", None, "2026-11-26", None, False)),
    ],
)
def test_whose_and_how_urgent_it_is(phrase: str, wanted: tuple[str, int | None, str, str | None, bool]) -> None:
    title, who, day, hour, high = wanted
    found = read_line(phrase, FIRM, TODAY)
    assert (found.title, found.assignee_id, found.high) == (title, who, high)
    assert (found.due_on, found.due_time) == (date.fromisoformat(day), time.fromisoformat(hour) if hour else None)


@pytest.mark.parametrize(
    "phrase",
    [
        "Ask for two hours", "Buy 10 tickets", "Revisar pedimento 10", "Pedir dos horas", "Chapter 84 of the HS",
        "Review article 34.7", "Carta de 2 pages by 10", "Plan the end of an era", "Preparar la semana",
        "Comparar mes a mes", "Firmar el contrato de la una", "Ver noticias de la tarde", "Visit plant 4 at Monterrey",
    ],
)  # fmt: skip
def test_what_is_neither_day_nor_hour_stays_in_the_text(phrase: str) -> None:
    found = read_line(phrase, FIRM, TODAY)
    assert (found.title, found.due_on, found.due_time, found.problem) == (phrase, None, None, None)


def test_an_hour_without_a_day_stays_in_the_text_and_may_be_asked() -> None:
    found = read_line("call customs 10:00", FIRM, TODAY)
    assert (found.title, found.due_on, found.due_time, found.lone_hour) == ("call customs 10:00", None, None, time(10))


def test_days_of_the_year_2027_and_of_leap_years_are_read() -> None:
    end = date(2026, 12, 31)
    assert read_line("Do it end of month", FIRM, end).due_on == end
    assert read_line("Do it end of next month", FIRM, end).due_on == date(2027, 1, 31)
    assert read_line("Do it la quincena", FIRM, date(2026, 12, 15)).due_on == date(2026, 12, 15)
    assert read_line("Do it el 31", FIRM, date(2027, 2, 1)).due_on == date(2027, 3, 31)
    assert read_line("Do it end of february 2028", FIRM, end).due_on == date(2028, 2, 29)
    assert read_line("Do it first monday of december", FIRM, date(2026, 12, 20)).due_on == date(2027, 12, 6)


@pytest.mark.parametrize(
    "text", ["a las " * 9000, "10:00 " * 9000, "end of " * 9000, "el 15 " * 9000, "quincena de " * 5000]
)
def test_a_long_line_is_read_in_no_time(text: str) -> None:
    assert read_line(text, FIRM, TODAY).typed
