"""A program of its own: makes small pictures of a hostile file within hard limits. It imports nothing of Puente.

    python -I -B render.py image|pdf < file > pictures

Answers with each picture as four bytes of length (big-endian) and a WebP of at most 1200 × 1600 pixels; ends with
something else than 0 where it can't. Where a limit can't be set (another system than Linux) it makes nothing.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

MEMORY = 1024 * 1024 * 1024
SECONDS = 8
ANSWER = 8 * 1024 * 1024
WIDE, HIGH = 1200, 1600
PAGES = 3
PIXELS = 80_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


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


def main() -> None:
    """Answer with the pictures of what stands on the standard input."""
    limit()
    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # Pillow refuses twice of it.
    data = sys.stdin.buffer.read()
    for picture in (of_pdf if sys.argv[1] == "pdf" else of_image)(data):
        made = io.BytesIO()
        seen = picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGBA")
        seen.save(made, "WEBP", quality=80)
        sys.stdout.buffer.write(struct.pack(">I", made.tell()) + made.getvalue())


if __name__ == "__main__":
    main()
