"""A picture as a file in memory that typst takes."""

import base64
import io

from PIL import Image


def as_svg(picture: bytes) -> bytes:
    """Return a PNG or JPEG within an SVG of its size, an SVG as it is.

    Of files in memory typst's Python package takes texts alone; whoever draws this sees the picture itself.
    """
    if not picture.startswith((b"\x89PNG", b"\xff\xd8")):
        return picture
    with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as seen:
        (wide, high), kind = seen.size, Image.MIME[seen.format or "PNG"]
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" href="data:{kind};base64,{data}"/></svg>'
    ).encode()
