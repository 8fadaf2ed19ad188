"""Series of trade in goods narrowed by port, state, mode, chapter or group: key and titles come from what they are.

A key names its parts in a fixed order, `transborder-port-2304-truck-imports`, `census-state-AZ-hs8703-exports-world`,
so that it can be read back.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.shapes import ONE, Flow, Frequency, SeriesSpec

#: BTS mode → (slug, English, Spanish).
MODES: Final[dict[str, tuple[str, str, str]]] = {
    "Truck": ("truck", "by truck", "por camión"),
    "Rail": ("rail", "by rail", "por ferrocarril"),
    "Vessel": ("vessel", "by vessel", "por buque"),
    "Air": ("air", "by air", "por avión"),
    "Pipeline": ("pipeline", "by pipeline", "por ducto"),
    "Mail (U.S. Postal Service)": ("mail", "by mail", "por correo"),
    "Foreign Trade Zones (FTZs)": (
        "ftz",
        "through US foreign trade zones",
        "por zonas de comercio exterior de EE. UU.",
    ),
    "Other/Unknown": ("other", "by other or unknown mode", "por otro modo o desconocido"),
}
#: TransBorder's 22 groups of chapters → (slug, Spanish); the English name is its own.
GROUPS: Final[dict[str, tuple[str, str]]] = {
    "Live Animals & Animal Products": ("animals", "Animales vivos y productos de origen animal"),
    "Vegetable Products": ("vegetable-products", "Productos del reino vegetal"),
    "Animal or Vegetable Fats & Oils": ("fats-oils", "Grasas y aceites animales o vegetales"),
    "Foodstuffs, Beverages & Tobacco": ("food-drink-tobacco", "Alimentos, bebidas y tabaco"),
    "Mineral Products": ("minerals", "Productos minerales"),
    "Chemical Products": ("chemicals", "Productos químicos"),
    "Plastics & Rubber": ("plastics-rubber", "Plástico y caucho"),
    "Raw Hides, Skins & Leather": ("leather", "Pieles y cueros"),
    "Wood & Wood Products": ("wood", "Madera y sus manufacturas"),
    "Pulp, Paper & Paperboard": ("paper", "Pasta, papel y cartón"),
    "Textiles & Apparel": ("textiles", "Textiles y prendas de vestir"),
    "Footwear, Headgear & Umbrellas": ("footwear", "Calzado, sombreros y paraguas"),
    "Stone, Ceramic & Glass Products": ("stone-glass", "Piedra, cerámica y vidrio"),
    "Precious Metals & Stones": ("precious-metals", "Metales y piedras preciosas"),
    "Base Metals & Articles": ("base-metals", "Metales comunes y sus manufacturas"),
    "Machinery & Electrical Equipment": ("machinery", "Maquinaria y equipo eléctrico"),
    "Transportation Equipment": ("transport-equipment", "Material de transporte"),
    "Optical, Medical & Precision Instruments": ("instruments", "Instrumentos ópticos, médicos y de precisión"),
    "Arms & Ammunition": ("arms", "Armas y municiones"),
    "Miscellaneous Manufactured Articles": ("other-manufactures", "Manufacturas diversas"),
    "Works of Art & Antiques": ("art", "Obras de arte y antigüedades"),
    "Special Classification Provisions": ("special", "Disposiciones especiales"),
}
#: Mexico by Census code.
MEXICO: Final = "2010"
#: Census code → (end of the key, English imports and exports, Spanish imports and exports).
PARTNERS: Final[dict[str, tuple[str, tuple[str, str], tuple[str, str]]]] = {
    MEXICO: ("", ("US imports from Mexico", "US exports to Mexico"),
             ("Importaciones de EE. UU. procedentes de México", "Exportaciones de EE. UU. a México")),
    "1220": ("-ca", ("US imports from Canada", "US exports to Canada"),
             ("Importaciones de EE. UU. procedentes de Canadá", "Exportaciones de EE. UU. a Canadá")),
    "-": ("-world", ("US imports from the world", "US exports to the world"),
          ("Importaciones de EE. UU. procedentes de todo el mundo", "Exportaciones de EE. UU. a todo el mundo")),
}  # fmt: skip
TradeBasis = Literal["census", "transborder"]
#: Whose series it is.
AGENCIES: Final[dict[TradeBasis, str]] = {"census": "census", "transborder": "bts-transborder"}
#: Enough for all goods, whose title names no chapter, port or state.
NO_NAMES: Final = Names()
_MODE_WORDS: Final = {slug: (english, spanish) for slug, english, spanish in MODES.values()}
_GROUP_WORDS: Final = {slug: (english, spanish) for english, (slug, spanish) in GROUPS.items()}
_ENDS: Final = {end: code for code, (end, _english, _spanish) in PARTNERS.items()}
_KEY: Final = re.compile(
    r"(?P<basis>transborder|census)(?:-(?P<all>all))?(?:-state-(?P<us_state>[A-Z]{2}))?"
    r"(?:-mxstate-(?P<mx_state>[A-Z]{3}))?(?:-port-(?P<port>\d{4}))?(?:-group-(?P<group>[a-z-]+?))?"
    r"(?:-hs(?P<hs>\d{2}(?:\d{2}){0,2}))?"
    rf"(?:-(?P<mode>{'|'.join(_MODE_WORDS)}))?-(?P<flow>imports|exports)(?P<end>-ca|-world)?"
)
#: A year's tables; a month's are those of all goods, by mode and by group.
_YEARLY: Final = ("us_state", "mx_state", "port", "hs")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a series of trade is narrowed to; `hs` has two, four or six digits, the states their letters."""

    flow: Flow
    hs: str | None = None
    port: str | None = None
    us_state: str | None = None
    mx_state: str | None = None
    mode: str | None = None
    group: str | None = None
    partner: str = MEXICO

    @property
    def parts(self) -> str:
        """Return the middle of the key."""
        named = (("state", self.us_state), ("mxstate", self.mx_state), ("port", self.port), ("group", self.group))
        found = [f"{word}-{value}" for word, value in named if value]
        found += [f"hs{self.hs}"] if self.hs else []
        return "-".join(found)


def transborder_series(what: Narrowed, names: Names) -> SeriesSpec:
    """Return a TransBorder series in whole US dollars: of a year by state, port or chapter, else of a month."""
    yearly = any(getattr(what, name) for name in _YEARLY)
    key = "-".join(filter(None, ("transborder", what.parts or "all", what.mode, what.flow)))
    return _spec(key, "transborder", "year" if yearly else "month", what, names)


def census_series(what: Narrowed, names: Names) -> SeriesSpec:
    """Return a monthly series of the Census International Trade API in whole US dollars."""
    key = "-".join(filter(None, ("census", what.parts or "all", what.flow))) + PARTNERS[what.partner][0]
    return _spec(key, "census", "month", what, names)


def trade_spec_for(key: str, names: Names) -> SeriesSpec | None:
    """Return the series of a key of this form, None where it is none."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    flow: Flow = "imports" if match["flow"] == "imports" else "exports"
    what = Narrowed(
        flow, match["hs"], match["port"], match["us_state"], match["mx_state"], match["mode"], match["group"],
        _ENDS[match["end"] or ""],
    )  # fmt: skip
    if what.group and what.group not in _GROUP_WORDS:
        return None
    made = (transborder_series if match["basis"] == "transborder" else census_series)(what, names)
    return made if made.key == key else None


def _spec(key: str, basis: TradeBasis, frequency: Frequency, what: Narrowed, names: Names) -> SeriesSpec:
    english, spanish = titles_of(what, names)
    return SeriesSpec(
        key=key, source=AGENCIES[basis], flow=what.flow, hs=what.hs[:2] if what.hs else None, port=what.port,
        measure=None, frequency=frequency, unit="USD", scale=ONE, basis=basis, seasonal="nsa", derived=False,
        decimals=0, title_en=english, title_es=spanish, partner=what.partner, us_state=what.us_state,
        mx_state=what.mx_state, mode=what.mode, group=what.group,
        hs_detail=what.hs if what.hs and len(what.hs) > 2 else None,  # noqa: PLR2004 - below the chapter
    )  # fmt: skip


def titles_of(what: Narrowed, names: Names = NO_NAMES) -> tuple[str, str]:
    """Return both titles. A US state is where exports come from and where imports go; a Mexican one where they go."""
    at = 0 if what.flow == "imports" else 1
    _end, flows_en, flows_es = PARTNERS[what.partner]
    english, spanish = [flows_en[at]], [flows_es[at]]
    if what.us_state:
        state_en, state_es = names.us_state(what.us_state)
        english.append(f"{'to' if at == 0 else 'from'} {state_en}")
        spanish.append(f"{'con destino a' if at == 0 else 'con origen en'} {state_es}")
    if what.mx_state:
        state_en, state_es = names.mx_state(what.mx_state)
        english.append(f"to {state_en}")
        spanish.append(f"con destino a {state_es}")
    if what.port:
        english.append(f"through {names.port(what.port)}")
        spanish.append(f"por {names.port(what.port)}")
    if what.mode:
        english.append(_MODE_WORDS[what.mode][0])
        spanish.append(_MODE_WORDS[what.mode][1])
    goods_en, goods_es = _goods(what, names)
    return f"{' '.join(english)}, {goods_en}", f"{' '.join(spanish)}, {goods_es}"


def _goods(what: Narrowed, names: Names) -> tuple[str, str]:
    if what.group:
        return _GROUP_WORDS[what.group]
    if what.hs:
        short_en, short_es = names.chapter(what.hs[:2])
        if len(what.hs) > 2:  # noqa: PLR2004 - below the chapter only the chapter has a name
            short_en, short_es = (f"({short})" if short else "" for short in (short_en, short_es))
        return f"HS {what.hs} {short_en}".rstrip(), f"SA {what.hs} {short_es}".rstrip()
    return "all goods", "todas las mercancías"
