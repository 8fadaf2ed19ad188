"""Three files of clients as they come from three places: 5,000 rows in three encodings, with all that goes wrong."""

import codecs
import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WORDS = (
    "Empacadora", "Aceros", "Tomates", "Arneses", "Camarón", "Minería", "Logística", "Plásticos", "Uvas", "Peñasco",
    "Niñera", "Güereña", "Ángel", "Íñigo", "Órdenes", "Construcción",
)  # fmt: skip
PLACES = (
    ("Sonora", "Cd. Obregón"),
    ("Chihuahua", "Ciudad Juárez"),
    ("Arizona", "Nogales"),
    ("Nuevo León", "Monterrey"),
)


@dataclass
class Messy:
    """A file: its bytes, and how many rows should become what."""

    name: str
    data: bytes
    added: int = 0
    same: int = 0
    skipped: int = 0
    refused: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.added + self.same + self.skipped + self.refused


def messy_files() -> list[Messy]:
    """Return the three files; no client stands in two of them but those that the second repeats of the first."""
    spanish = ("Empresa", "R.F.C.", "Estado", "Ciudad", "Teléfono", "Cliente desde", "Empleados en México")
    english = ("Company name", "Tax ID", "State", "City", "Phone", "Client since", "Employees in Mexico")
    return [
        _file("clientes 2019.csv", ("cp1252", ";"), spanish, 2000, 1),
        _file("export.txt", ("utf-16", "\t"), english, 1500, 2),
        _file("últimos.csv", ("utf-8-sig", ","), spanish, 1500, 3),
    ]


def _file(name: str, form: tuple[str, str], heading: Sequence[str], rows: int, seed: int) -> Messy:
    dice, made = random.Random(seed), Messy(name, b"")  # noqa: S311 - the same mess each time
    lines: list[list[str]] = []
    good: list[list[str]] = []
    for number in range(rows):
        fate = dice.random()
        if good and fate < 0.05:
            lines.append(list(dice.choice(good)))
            made.same += 1
        elif good and fate < 0.08:
            twin = list(dice.choice(good))
            twin[0], twin[3] = twin[0].upper(), "Otra ciudad"
            lines.append(twin)
            made.skipped += 1
        elif fate < 0.13:
            bad = _row(dice, seed, number)
            bad[1 if fate < 0.11 else 6] = "RFC PENDIENTE" if fate < 0.11 else "muchos"
            lines.append(bad)
            made.refused += 1
        else:
            good.append(_row(dice, seed, number))
            lines.append(good[-1])
            made.added += 1
            made.names.append(good[-1][0])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=form[1], lineterminator="\r\n").writerows([heading, *lines])
    made.data = codecs.encode(out.getvalue(), form[0])
    return made


def _row(dice: random.Random, seed: int, number: int) -> list[str]:
    """Return one sound row: a day-first date, a decimal comma, phones as people write them."""
    state, city = PLACES[number % 3 if number % 3 < 2 else 3]
    day = date(2010, 1, 1) + timedelta(days=dice.randrange(4000))
    rfc = f"{'ABCDEFGHJK'[number % 10]}{'LMNPQRSTUV'[number // 10 % 10]}{seed}{day:%y%m%d}{number % 1000:03d}"
    rfc = rfc.replace(str(seed), "XYZ"[seed - 1], 1)
    people = dice.randrange(1, 400)
    figure = f"{people}.{dice.randrange(1000):03d},50" if number % 4 == 0 else f"{people},5"
    phone = ("662 212 3456", "+52 (642) 421 12 34", "", "6444101010")[number % 4]
    name = f"  {dice.choice(WORDS)} del {dice.choice(WORDS)} {seed}-{number:04d}, S.A. de C.V."
    return [name, rfc if number % 2 else "", state, city, phone, f"{day:%d/%m/%Y}", figure]
