"""Words for what a client has: kinds of addresses and certifications, directions, rules of origin, kinds of fields."""

from typing import Final

from flask_babel import lazy_gettext as _l

ADDRESS_KINDS: Final = {
    "main": _l("Main office"), "plant": _l("Plant"), "warehouse": _l("Warehouse"), "billing": _l("Billing address"),
    "other": _l("Other"),
}  # fmt: skip
CERTIFICATION_KINDS: Final = {
    "immex": _l("IMMEX program"), "prosec": _l("PROSEC"), "ctpat": _l("CTPAT"), "oea": _l("AEO"),
    "origin": _l("Certification of origin"), "other": _l("Other"),
}  # fmt: skip
PRODUCT_DIRECTIONS: Final = {
    "northbound": _l("Northbound (Mexico to US)"), "southbound": _l("Southbound (US to Mexico)"),
    "both": _l("Both directions"),
}  # fmt: skip
#: What a product's claim to USMCA treatment rests on; empty where nobody has said.
ORIGIN_RULES: Final = {
    "": _l("Not stated"), "wholly_obtained": _l("Wholly obtained"), "tariff_shift": _l("Tariff shift"),
    "rvc": _l("Regional value content"), "lvc": _l("Labor value content"), "process": _l("Specific process"),
    "mfn": _l("None claimed (MFN)"),
}  # fmt: skip
FIELD_KINDS: Final = {
    "text": _l("Text"), "number": _l("Number"), "date": _l("Date"), "choice": _l("Choice"), "yes_no": _l("Yes or no"),
}  # fmt: skip


def hs_text(code: str) -> str:
    """Return an HS heading or subheading as people write it: '0702', '0702.00'."""
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code  # noqa: PLR2004 - a heading has four digits
