"""Words for an institution's coded values."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

KINDS: Final = {
    "treaty_office": _l("Treaty office"), "ministry": _l("Ministry"), "agency": _l("Agency"),
    "statistics": _l("Statistics office"), "embassy": _l("Embassy"), "consulate": _l("Consulate"),
    "port": _l("Port or customs office"), "central_bank": _l("Central bank"), "state_body": _l("State body"),
    "municipal": _l("Municipal body"), "binational": _l("Binational body"), "chamber": _l("Chamber or association"),
    "development_bank": _l("Development bank"), "other": _l("Other"),
}  # fmt: skip
LEVELS: Final = {
    "federal": _l("Federal"), "state": lazy_pgettext("level", "State"), "municipal": _l("Municipal"),
    "binational": _l("Binational"), "private": _l("Private association"),
}  # fmt: skip
GIFT_RULES: Final = {"none": _l("Accepts no gifts"), "ask": _l("Only with prior approval")}
MEETING_RULES: Final = {
    "audience": _l("By a written request for an audience (solicitud de audiencia)"),
    "request": _l("By e-mail or phone"),
}  # fmt: skip
HOLIDAYS: Final = {
    "US": _l("US federal holidays"), "MX": _l("Mexican statutory holidays"),
    "both": _l("The holidays of both countries"),
}  # fmt: skip
CLASSES: Final = {
    "covered": _l("Covered executive branch official (2 USC 1602)"), "not_covered": _l("Not a covered official"),
    "federal": _l("Other US federal official"), "state": _l("US state official"), "local": _l("US local official"),
    "foreign": _l("Foreign official (15 USC 78dd-1)"), "private": _l("Not an official"),
}  # fmt: skip
