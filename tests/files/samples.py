"""Small files of every kind, honest and hostile, made here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.support import Person

HTML = b"<!doctype html><html><body onload=\"document.title='ran'\"><script>document.title='ran'</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="ran"</script></svg>'
XHTML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>document.title="ran"</script></html>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CFDI = '<?xml version="1.0" encoding="UTF-8"?>\n<cfdi:Comprobante><nombre>Año</nombre></cfdi:Comprobante>'.encode()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, "#0b6b62").save(made, form)
    return made.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """Return a PNG of a few bytes that says it is `side` × `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000, 9)) + chunk(b"IEND", b"")


def pdf(pages: int = 2, *, script: bool = False, size: str = "612 792") -> bytes:
    """Return a PDF with a coloured square on each page, and with a script that runs on opening if asked."""
    kids = " ".join(f"{4 + number * 2} 0 R" for number in range(pages))
    action = " /OpenAction << /S /JavaScript /JS (app.alert('ran'); while (true) {}) >>" if script else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R{action} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< >>",
    ]
    for number in range(pages):
        drawn = "0.1 0.5 0.4 rg 50 50 200 200 re f"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {5 + number * 2} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    out, places = b"%PDF-1.7\n", []
    for number, words in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{words}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


def archive(*names: str) -> bytes:
    """Return a ZIP, as Office files are."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name in names or ("[Content_Types].xml", "word/document.xml"):
            written.writestr(name, "<x/>")
    return made.getvalue()


def send(person: Person, page: str, record_id: object, *files: tuple[bytes, str], **fields: Any) -> TestResponse:
    """Upload files (content, name) to a record."""
    return send_form(person, f"/files/{page}/{record_id}", "file", files, fields)


def send_form(
    person: Person, path: str, field: str, files: Sequence[tuple[bytes, str]], fields: Mapping[str, Any]
) -> TestResponse:
    """Send a form with files; made in memory, as the test client leaves its own temporary file open."""
    sent = [FileStorage(io.BytesIO(data), filename=name) for data, name in files]
    boundary, body = encode_multipart({"csrf_token": person.token(), **fields, field: sent})
    return person.http.post(
        path,
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
