import pytest

from crm.files.names import LONGEST, clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Año Nuevo – México.pdf", "Año Nuevo – México.pdf"),
        ("条約.pdf", "条約.pdf"),
        ("An\u0303o.pdf", "Año.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("D:\\ana\\carta.docx", "carta.docx"),
        ("a\x00b\x07c.txt", "abc.txt"),
        ("factura\u202efdp.xml", "facturafdp.xml"),
        ("  ..hidden.txt. ", "hidden.txt"),
        ("uno\r\nContent-Type: x.txt", "unoContent-Type: x.txt"),
        ("", ""),
        (None, ""),
        ("..", ""),
        ("/", ""),
    ],
)
def test_a_name_is_kept_but_for_what_leads_astray(given: str | None, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_is_cut_visibly_and_keeps_its_extension() -> None:
    name = clean_name("ñ" * 300 + ".pdf")
    assert name.endswith("ñ….pdf")
    assert len(name.encode()) <= LONGEST


def test_a_name_that_is_nothing_but_an_extension_does_not_grow() -> None:
    assert len(clean_name("a." + "x" * 500).encode()) <= LONGEST
