"""A program of its own: makes small pictures of a hostile file within hard limits. It imports nothing of Puente.

    python -I -B render.py image|pdf|page|logo|svg < file > pictures

Answers with each picture as four bytes of length (big-endian) and a WebP of at most 1200 × 1600 pixels; `page` (the
first of a PDF), `logo` (a PNG or JPEG) and `svg` with one PNG, a logo's of at most 1600 × 800 pixels. Ends with
something else than 0 where it can't. Where a limit can't be set (another system than Linux) it makes nothing.

An SVG may name files beside it: run this in an empty folder.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import typst
from PIL import Image, ImageOps

MEMORY = 1024 * 1024 * 1024
SECONDS = 8
ANSWER = 8 * 1024 * 1024
WIDE, HIGH = 1200, 1600
PAGES = 3
PIXELS = 80_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
LOGO_WIDE, LOGO_HIGH = 1600, 800
LOGO_PIXELS = 24_000_000
#: Pixels of the longer side, below which a logo is not sharp on paper.
LEAST = 200
#: How it ends where it knows why.
TOO_MANY, TOO_FEW, NOTHING = 3, 4, 5
#: As large as fits 800 × 400 points, which are 1600 × 800 pixels at 144 to the inch.
DRAWING = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context {
  let drawn = image("logo.svg", format: "svg")
  let size = measure(drawn)
  scale(calc.min(800pt / size.width, 400pt / size.height) * 100%, origin: top + left, reflow: true, drawn)
}
"""


def limit() -> None:
    """Bound memory, time, what is written and what is opened; a hard limit cannot be raised again."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def of_image(data: bytes) -> Iterator[Image.Image]:
    """Yield the first frame of a picture, turned as it was taken."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        picture.draft("RGB", (WIDE, HIGH))
        picture.thumbnail((WIDE, HIGH))
        yield ImageOps.exif_transpose(picture)


def of_pdf(data: bytes) -> Iterator[Image.Image]:
    """Yield the first pages of a PDF; its scripts and forms are not run."""
    document = pypdfium2.PdfDocument(data)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        width, height = page.get_size()
        yield page.render(scale=min(WIDE / max(width, 1), HIGH / max(height, 1))).to_pil()


def of_logo(data: bytes) -> Iterator[Image.Image]:
    """Yield the first frame of a logo, no larger than a document needs it; nothing else of the file is kept."""
    Image.MAX_IMAGE_PIXELS = None  # judged below, with a sentence of its own
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > LOGO_PIXELS:
            sys.exit(TOO_MANY)
        if max(picture.size) < LEAST:
            sys.exit(TOO_FEW)
        seen: Image.Image = picture
        if picture.mode.startswith("I"):  # greys of 16 bits, which Pillow would cut to white
            seen = picture.convert("I").point(lambda value: value / 256).convert("L")
        clear = picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info
        yield of_size(ImageOps.exif_transpose(seen.convert("RGBA" if clear else "RGB")))


def of_svg(data: bytes) -> Iterator[Image.Image]:
    """Yield a drawing as pixels: its scripts are not run, and of other files it sees none."""
    sources: Any = {"main.typ": DRAWING, "logo.svg": data}  # typst's own type stub knows no virtual files
    drawn = typst.compile(sources, format="png", ppi=144.0, ignore_system_fonts=True)
    with Image.open(io.BytesIO(drawn), formats=("PNG",)) as picture:
        yield of_size(picture.convert("RGBA"))


def of_size(picture: Image.Image) -> Image.Image:
    """Return the picture no larger than a logo may be; ends where nothing of it is to be seen."""
    if picture.mode == "RGBA" and picture.getchannel("A").getbbox() is None:
        sys.exit(NOTHING)
    picture.thumbnail((LOGO_WIDE, LOGO_HIGH))
    return picture


def main() -> None:
    """Answer with the pictures of what stands on the standard input."""
    limit()
    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # Pillow refuses twice of it.
    data = sys.stdin.buffer.read()
    makers = {"pdf": of_pdf, "page": lambda pdf: islice(of_pdf(pdf), 1), "logo": of_logo, "svg": of_svg}
    for picture in makers.get(sys.argv[1], of_image)(data):
        made = io.BytesIO()
        seen = picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGBA")
        if sys.argv[1] in {"image", "pdf"}:
            seen.save(made, "WEBP", quality=80)
        else:
            seen.save(made, "PNG")
        sys.stdout.buffer.write(struct.pack(">I", made.tell()) + made.getvalue())


if __name__ == "__main__":
    main()
