import pytest
from flask import Flask

from crm.files.kinds import HEAD, KINDS, refusal
from tests.files.samples import CFDI, HTML, OLE, SVG, XHTML, archive, pdf, picture

HONEST = {
    "a.pdf": pdf(), "a.png": picture(), "a.JPG": picture("JPEG"), "a.jpeg": picture("JPEG"), "a.gif": picture("GIF"),
    "a.webp": picture("WEBP"), "a.tif": picture("TIFF"), "a.docx": archive(), "a.xlsx": archive("xl/workbook.xml"),
    "a.ods": archive("mimetype", "content.xml"), "a.zip": archive("b.txt"), "a.doc": OLE, "a.msg": OLE,
    "a.rtf": b"{\\rtf1\\ansi hola}", "a.txt": "Año, niñez — 条約".encode(),
    "cp1252.csv": "año;niño\r\n".encode("cp1252"),
    "bom.txt": "\ufeffhola".encode(), "utf16.txt": "hola".encode("utf-16"), "cfdi.xml": CFDI,
    "a.eml": b"From: a@b.example\r\nSubject: x\r\n\r\nhola",
}  # fmt: skip
HOSTILE = {
    "a.html": HTML, "a.HtMl": HTML, "a.svg": SVG, "a.xhtml": XHTML, "a.pdf.html": HTML, "a.exe": b"MZ" + b"\0" * 99,
    "none": b"x", ".htaccess": b"x", "a.js": b"alert(1)",
    "html.pdf": HTML, "html.txt": HTML, "html.xml": HTML, "xhtml.xml": XHTML, "svg.xml": SVG, "svg.png": SVG,
    "styled.xml": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x"?><a/>',
    "pdf.png": pdf(), "png.pdf": picture(), "exe.txt": b"MZ\x90\0\x03" + b"\0" * 99, "zip.doc": archive(),
    "ole.docx": OLE, "text.zip": b"hola", "empty.txt": b"", "indented.txt": b" \r\n\t<HTML>",
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(app: Flask, name: str) -> None:
    with app.test_request_context():
        assert refusal(name, HONEST[name][:HEAD]) == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_on_the_list_or_not_what_it_says_is_refused_in_one_sentence(app: Flask, name: str) -> None:
    with app.test_request_context():
        assert refusal(name, HOSTILE[name][:HEAD]).endswith(".")


def test_a_letter_cut_at_the_end_of_the_beginning_is_no_reason_to_refuse(app: Flask) -> None:
    with app.test_request_context():
        assert refusal("a.txt", ("ñ" * HEAD).encode()[: HEAD - 1]) == ""


def test_nothing_that_a_browser_runs_is_on_the_list() -> None:
    types = {kind.media_type for kind in KINDS.values()}
    assert not types & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript"}
