"""Words of days, months, numbers and stretches of time in both languages, folded (without accents and case)."""

from typing import Final

_DAYS: Final = (
    "mon monday lun lunes", "tue tues tuesday mar martes", "wed weds wednesday mie miercoles",
    "thu thur thurs thursday jue jueves", "fri friday vie viernes", "sat saturday sab sabado", "sun sunday dom domingo",
)  # fmt: skip
WEEKDAYS: Final = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
_MONTHS: Final = (
    "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
    "jun june junio", "jul july julio", "aug august ago agosto", "sep sept september septiembre setiembre",
    "oct october octubre", "nov november noviembre", "dec december dic diciembre",
)  # fmt: skip
MONTHS: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("a an one un una uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve", "ten diez", "eleven once", "twelve doce", "thirteen trece",
         "fourteen catorce", "fifteen quince"), 1,
    ) for word in words.split()
}  # fmt: skip
UNITS: Final = {
    "day": 1, "days": 1, "dia": 1, "dias": 1, "week": 7, "weeks": 7, "semana": 7, "semanas": 7,
    "month": 0, "months": 0, "mes": 0, "meses": 0,
}  # fmt: skip
