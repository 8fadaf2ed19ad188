"""Gives the demo firm a look of its own: a logo drawn here, two colours, a letterhead and footers."""

import io
from importlib.resources import files
from typing import Any, Final

import sqlalchemy as sa
import typst
from werkzeug.datastructures import FileStorage

from crm.accounts.models import User
from crm.branding import actions
from crm.branding.logo import take_logo
from crm.core.db import db, unit_of_work
from crm.demo.content_files import read
from crm.files.one import RefusedFileError

#: Three arches of a bridge, the sun going down behind it, and the firm's name.
LOGO: Final = """
#set page(width: auto, height: auto, margin: 4pt, fill: none)
#set text(font: "Source Sans Pro", fill: rgb("#1f3a5f"))
#let arch(x) = place(top + left, dx: x * 1pt, curve(
  stroke: (paint: rgb("#1f3a5f"), thickness: 4pt, cap: "round"),
  curve.move((0pt, 62pt)), curve.cubic((2pt, 24pt), (28pt, 24pt), (30pt, 62pt)),
))
#grid(columns: 2, column-gutter: 16pt, align: horizon,
  box(width: 96pt, height: 66pt, {
    place(top + left, dx: 28pt, dy: 9pt, box(
      width: 40pt, height: 22pt, clip: true, place(top + left, circle(radius: 20pt, fill: rgb("#a3461f"))),
    ))
    for x in (3, 33, 63) { arch(x) }
    place(top + left, dx: 0pt, dy: 31pt, line(
      length: 96pt, stroke: (paint: rgb("#1f3a5f"), thickness: 4pt, cap: "round"),
    ))
  }),
  {
    set par(leading: 9pt)
    text(size: 31pt, weight: "semibold")[Puente del Desierto]
    linebreak()
    text(size: 14pt, weight: "semibold", tracking: 4.6pt, fill: rgb("#a3461f"))[CONSULTORES]
  },
)
"""
LOOK: Final = {
    "brand_primary": "#1f3a5f",
    "brand_accent": "#a3461f",
    "brand_letterhead": "{name}\n{offices}\n+52 662 555 0142 · +1 602 555 0142\nexample.com",
    "brand_footer_en": "{name} · Hermosillo and Phoenix · example.com",
    "brand_footer_es": "{name} · Hermosillo y Phoenix · example.com",
}
ADMIN: Final = "admin@example.com"


def add_branding() -> None:
    """Save the look in the administrator's name; without a logo where none can be drawn (another system than Linux)."""
    firm = read("firm")
    told = {"name": firm["name"], "offices": " · ".join(office["city"] for office in firm["offices"])}
    user = db.session.execute(sa.select(User).where(User.email == ADMIN)).scalar_one()
    try:
        logo = take_logo(FileStorage(io.BytesIO(_drawn()), filename="puente-del-desierto.png"))
    except RefusedFileError:
        logo = None
    with unit_of_work(user.id) as work:
        actions.save(work, user, {key: value.format(**told) for key, value in LOOK.items()}, logo)


def _drawn() -> bytes:
    fonts: Any = [str(files("font_source_sans_pro") / "files")]
    return typst.compile(LOGO.encode(), format="png", ppi=288.0, font_paths=fonts, ignore_system_fonts=True)
