"""M1, M5 and F3: tables in every encoding, values that mean two things, workbooks that attack."""

import io
import itertools
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm.imports.tables.dates import date_of, date_orders
from crm.imports.tables.numbers import decimal_signs, number_of
from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import TableError
from crm.imports.tables.values import phone_of
from tests.imports import attacks
from tests.imports.samples import book, cells, written

pytestmark = pytest.mark.bar

#: Python's codec, and the name that a person chooses.
ENCODINGS = {
    "utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
    "cp1252": "cp1252", "latin-1": "latin-1", "cp850": "cp850", "mac_roman": "mac",
}  # fmt: skip
TABLES = (
    [
        ["Razón social", "Ciudad", "Nota", "Monto"],
        ["Peña Nieto, José Ángel", "Mérida", "¿Cuánto; cuesta?\nDos líneas", "1.234,56"],
        ["Agüero y Cía.", "Cd. Obregón", "“Niño” dijo: €5", "007"],
        ["Muñoz|Ibáñez", "México", 'Él dijo "sí"\r\ny se fue', "+52 662 212 3456"],
        ["ÑANDÚ, S.A.", "León\tGto", "¡año! güera; último", "-12.5"],
    ],
    [["Id", "Nombre"], ["1", "Ibáñez"], ["2", "Acuña"]],
    [["id", "name"], ["1", "Smith"], ["2", 'O\'Neil, "Jr"']],
    [["Nombre"], ["Ana Peña"], ["Eva, la güera"], ["uno; dos | tres\ty cuatro"]],
    [["Dirección"], ["Av. Niños Héroes 5, Col. Centro"], ["Calle 2\nInterior “B”"]],
)


def encodable(rows: list[list[str]], codec: str) -> list[list[str]]:
    """Return a table without the signs that an encoding does not have."""
    return [["".join(sign for sign in cell if sign.encode(codec, "ignore")) for cell in row] for row in rows]


def files() -> Iterator[tuple[str, str, list[list[str]], io.BytesIO]]:
    """Yield each table in each encoding, with each sign between cells and each line end."""
    for codec, sign, end, table in itertools.product(ENCODINGS, ",;\t|", ("\r\n", "\n", "\r"), TABLES):
        rows = encodable(table, codec)
        shown = sign if len(rows[0]) > 1 else ""
        yield codec, shown, rows, io.BytesIO(written(rows, sign, end).encode(codec))


def test_m1_every_cell_is_exact_or_somebody_is_asked(figure: Callable[..., None]) -> None:
    told: Counter[str] = Counter()
    wrong: list[str] = []
    for codec, sign, rows, file in files():
        look = look_at(file)
        exact = cells(file) == rows
        told["files"] += 1
        told["sure"] += look.sure
        told["asked"] += not look.sure
        told["asked, best choice right"] += exact and not look.sure
        chosen = [replace(look.settings, encoding=choice.name, delimiter=sign, heading=1) for choice in look.encodings]
        offered = sign in {choice.sign for choice in look.delimiters} and any(cells(file, s) == rows for s in chosen)
        if not (exact if look.sure else offered):
            wrong.append(f"{codec} {sign!r} {rows[0]}")
    figure(
        "M1",
        "both",
        f"{', '.join(f'{told[name]} {name}' for name in told)}; {len(wrong)} silently wrong or not offered",
    )
    assert wrong == []
    assert told["files"] == 540
    assert told["sure"] >= 150


def test_m5_no_value_is_guessed(figure: Callable[..., None]) -> None:
    asked = [
        not date_orders(["03/04/2026"]).sure, not date_orders(["03/04/26", "13/04/26"]).sure,
        not decimal_signs(["1.234"]).sure, not decimal_signs(["1,234"]).sure,
        not decimal_signs(["1.234,56", "1,234.56"]).sure, not date_orders(["25/12/2026", "12/25/2026"]).sure,
    ]  # fmt: skip
    read = [
        number_of("1.234,56", decimal_signs(["1.234,56"]).options[0]) == Decimal("1234.56"),
        number_of("1,234.56", decimal_signs(["1,234.56"]).options[0]) == Decimal("1234.56"),
        date_of("03/04/2026", date_orders(["03/04/2026", "25/12/2026"]).options[0]) == date(2026, 4, 3),
        date_of("03/04/2026", date_orders(["03/04/2026", "12/25/2026"]).options[0]) == date(2026, 3, 4),
        phone_of("+52 1 662 212 3456", "US") == phone_of("662 212 3456", "MX") == "+526622123456",
    ]
    texts = [
        "007",
        "06000",
        "GODE561231GR8",
        "GODE561231HDFRRN04",
        "012345678901234567",
        "+52",
        "1E5",
        "TRUE",
        "3/4",
        "1-2",
    ]
    kept = cells(io.BytesIO(written([["a"], *([text] for text in texts)]).encode())) == [
        ["a"],
        *([text] for text in texts),
    ]
    refused = [
        refuses(number_of, text, ".") for text in ("007", "012345678901234567", "1E5", "GODE561231GR8", "$5", "5%")
    ]
    refused += [
        refuses(phone_of, "+52", "MX"),
        refuses(phone_of, "662 212 3456 ext 5", "MX"),
        refuses(date_of, "46115", "dmy"),
    ]
    days = {from_1904: days_of((1, 59, 61, 36526, 46115), from_1904=from_1904) for from_1904 in (False, True)}
    right = {
        False: ["1900-01-01", "1900-02-28", "1900-03-01", "2000-01-01", "2026-04-03"],
        True: ["1904-01-02", "1904-02-29", "1904-03-02", "2004-01-02", "2030-04-04"],
    }
    good = [*asked, *read, kept, *refused, days == right]
    figure(
        "M5", "both",
        f"{sum(asked)} columns asked, {sum(read)} decided by a value, {sum(refused)} refused by name, "
        f"{len(texts)} kept as text, {sum(map(len, days.values()))} Excel dates of 1900 and 1904 right; "
        f"{good.count(False)} silent guesses",
    )  # fmt: skip
    assert good.count(False) == 0


def refuses(read: Callable[..., object], *values: str) -> bool:
    """Tell whether a cell is refused with a sentence."""
    try:
        read(*values)
    except ValueError as error:
        return len(str(error)) > 10
    return False


def days_of(serials: tuple[int, ...], *, from_1904: bool) -> list[str]:
    """Return the days of serial numbers in a workbook."""

    def fill(sheet: Any) -> None:
        sheet["A1"] = "Día"
        for row, serial in enumerate(serials, 2):
            sheet.cell(row, 1, serial).number_format = "dd/mm/yyyy"

    return [day for (day,) in cells(book(fill, from_1904=from_1904))[1:]]


@contextmanager
def canary() -> Iterator[tuple[str, list[object]]]:
    """Give an address on this machine and what has called it."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    calls.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        done.set()
        thread.join()


def peak() -> int:
    """Return the most memory that this process has had since `forget_peak`, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def forget_peak() -> int:
    """Begin to measure anew; return what is held now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return peak()


def processor() -> float:
    """Return the seconds of processor that this process and its children have used."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def attack(file: io.BytesIO) -> tuple[float, float, int, bool]:
    """Return a workbook's seconds on the wall and of processor, how many MB this process grows, whether it was read."""
    before, began, used = forget_peak(), time.monotonic(), processor()
    try:
        cells(file)
    except TableError:
        read = False
    else:
        read = True
    return time.monotonic() - began, processor() - used, peak() - before, read


def test_f3_a_hostile_workbook_is_refused_quickly_and_harms_nobody(figure: Callable[..., None]) -> None:
    with canary() as (address, calls):
        found = {name: attack(make()) for name, make in attacks.HOSTILE.items()}
        found["external entity"] = attack(attacks.external_entity(address))
    slowest = max(found, key=lambda name: found[name][0])
    used = max(seconds for _wall, seconds, _mb, _read in found.values())
    grown = max(mb for _wall, _seconds, mb, _read in found.values())
    read = [name for name, case in found.items() if case[3]]
    figure(
        "F3", "both",
        f"{len(found) - len(read)} of {len(found)} hostile workbooks refused, the slowest ({slowest}) in "
        f"{found[slowest][0]:.2f} s, at most {used:.2f} s of processor, RSS +{grown} MB, {len(read)} expanded, "
        f"{len(calls)} outbound",
    )  # fmt: skip
    assert (read, calls) == ([], [])
    # Of processor, not on the wall: the suite runs beside others.
    assert used <= 2
    assert grown <= 200


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    assert cells(attacks.lying_dimension()) == [["Nombre"]]


def test_m2_a_large_file_is_read_with_flat_memory(figure: Callable[..., None], tmp_path: Path) -> None:
    path, rows = tmp_path / "large.csv", 200_000
    with path.open("w", encoding="utf-8") as out:
        out.write("Nombre,Ciudad,Teléfono,Correo,Nota\n")
        out.writelines(
            f"Comercializadora Peña {n},Hermosillo,+52 662 212 3456,c{n}@example.com,año {n}\n" for n in range(rows)
        )
    with path.open("rb") as file:
        before, began = forget_peak(), time.monotonic()
        read = sum(1 for _row in read_rows(file, look_at(file).settings)) - 1
        seconds, grown = time.monotonic() - began, peak() - before
    figure("M2", "both", f"CSV read: {read / seconds:,.0f} rows/s over {rows:,} rows, RSS +{grown} MB")
    assert read == rows
    assert grown <= 100
