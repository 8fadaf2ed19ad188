"""Brings the Spanish catalogue in step with the source: new texts come in empty, those no longer used go out.

Run it after changing a text; then translate the empty entries and run it again (docs/translating.md). What it writes
depends on the source and the translations alone: no dates, no places, sorted.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "crm/translations/es/LC_MESSAGES/messages.po"
#: Babel's own header carries dates and its version: it would change without a change.
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Puente\\n"
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    """Return every wrapped text of the source, as `pybabel extract` finds them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    keywords = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
    for _file, _line, text, comments, context in extract_from_dir(ROOT, methods, options, keywords=keywords):
        found.add(text, None, auto_comments=comments, context=context)
    return found


def committed() -> Catalog:
    """Return the Spanish catalogue as it lies in the tree."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es", charset="utf-8")


def written(catalogue: Catalog) -> str:
    """Return a catalogue as the text of its file."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, ignore_obsolete=True, no_location=True, width=120)
    return HEADER + out.getvalue().decode("utf-8").strip() + "\n"


def updated() -> Catalog:
    """Return the Spanish catalogue with exactly the texts of the source."""
    catalogue = committed()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    return catalogue


def main() -> None:
    """Write the catalogue and say what is left to translate."""
    catalogue = updated()
    CATALOGUE.write_text(written(catalogue), encoding="utf-8")
    empty = [m.id for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
    print(f"{len(catalogue)} texts, {len(empty)} to translate", *empty, sep="\n  ")


if __name__ == "__main__":
    main()
