"""The Spanish catalogue: whole, in step with the source, in the firm's words; and no visible English outside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.support import Translations
from jinja2 import Environment

from tools import translations

TEMPLATES = translations.ROOT / "templates"

#: The glossary's "Never" words that no sentence of ours can need, as whole words in any form.
NEVER = re.compile(
    r"\b(ordenador(es)?|móvil(es)?|ficheros?|vosotros|loguear(se)?|propietari[oa]s?|dueñ[oa]s?|tareas?|to-do|cuarentena|"
    r"procedencia|dossiers?|briefings?|rancio|cosecha|embudo|tubería|enganches?|interacci(ón|ones)|mandatos?|"
    r"retenedor|regalos?|muralla|oficiales|billones|redacciones|lobby|corredor|dormid[oa]s?|minutas?|"
    r"gone quiet|silence radar|stakeholders?|pipeline|expedientes?|tickets?|mejora|empeora)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
#: Words that are the same for readers of both languages.
SAME = {"puente", "en", "es", "hs", "naics", "rfc", "ein", "csv", "pdf", "ctrl", "k"}
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = re.compile(r"""\b(?:aria-label|title|placeholder|alt|data-label)\s*=\s*("[^"]*"|'[^']*')""")


def key(message: Message) -> tuple[str | None, str]:
    """Return what tells one text from another."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def texts(catalogue: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def forms(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the one form of a text, or its singular and plural."""
    return (value or "",) if isinstance(value, str) or value is None else tuple(value)


@pytest.fixture(scope="module")
def source() -> Catalog:
    """Every wrapped text, extracted afresh."""
    return translations.extracted()


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    """The catalogue in the tree."""
    return translations.committed()


def test_every_text_of_the_source_is_in_the_catalogue_and_no_other(source: Catalog, spanish: Catalog) -> None:
    wanted, have = {key(m) for m in texts(source)}, {key(m) for m in texts(spanish)}
    assert sorted(map(str, wanted - have)) == [], "missing: run tools/translations.py and translate"
    assert sorted(map(str, have - wanted)) == [], "no longer in the source: run tools/translations.py"
    assert not spanish.obsolete


def test_every_text_is_translated_and_none_is_a_guess(spanish: Catalog) -> None:
    assert [m.id for m in texts(spanish) if not all(forms(m.string))] == []
    assert [m.id for m in texts(spanish) if m.fuzzy] == []


def test_every_plural_has_both_forms(spanish: Catalog) -> None:
    assert [m.id for m in texts(spanish) if m.pluralizable and len(forms(m.string)) != 2] == []


def test_placeholders_are_those_of_the_source(spanish: Catalog) -> None:
    odd = []
    for message in texts(spanish):
        english = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        odd += [f"{form!r}" for form in forms(message.string) if set(PLACEHOLDER.findall(form)) != english]
    assert odd == []


def test_a_percent_sign_is_a_placeholder_or_doubled(spanish: Catalog) -> None:
    known = re.compile(PLACEHOLDER.pattern + "|%%")
    odd = [form for m in texts(spanish) for form in forms(m.string) if "%" in known.sub("", form)]
    assert odd == []


def test_no_text_uses_a_word_that_the_glossary_forbids(spanish: Catalog) -> None:
    odd = [(found[0], form) for m in texts(spanish) for form in forms(m.string) if (found := NEVER.search(form))]
    assert odd == []


def test_the_firms_words_are_those_of_the_glossary(spanish: Catalog) -> None:
    known = {key(m): m.string for m in texts(spanish)}
    words = {
        "Engagements": "Gestiones", "Log an engagement": "Registrar gestión", "Engagement note": "Nota de la gestión",
        "Summary for the client": "Resumen para el cliente", "Follow-ups": "Pendientes", "My day": "Mi día",
        "Account lead": "Responsable de la cuenta", "Follow-up actions": "Acciones de seguimiento",
        "Outcome": "Resultado", "Next step": "Siguiente paso", "Track": "Vertiente", "Prospect": "Prospecto",
        "Information barrier": "Barrera de información", "Trade profile": "Perfil de comercio exterior",
        "No recent contact": "Sin contacto reciente", "Source and date": "Fuente y fecha",
        "Trade indicators": "Indicadores de comercio exterior", "Engagement report": "Informe de gestiones",
        "Quarterly engagement report": "Informe trimestral de gestiones y seguimiento",
        "Not current (last data: %(month)s)": "Desactualizado (último dato: %(month)s)",
        "US imports from Mexico": "Importaciones de EE. UU. procedentes de México", "Archive": "Archivar",
        "Restore": "Restaurar", "Sign in": "Iniciar sesión", "Sign out": "Cerrar sesión", "Letter": "Carta / Oficio",
    }  # fmt: skip
    assert {english: known.get((None, english)) for english in words} == words


def test_the_file_is_what_an_update_would_write() -> None:
    assert translations.CATALOGUE.read_text(encoding="utf-8") == translations.written(translations.updated())


def test_the_file_compiles_and_counts_as_spanish_does(spanish: Catalog) -> None:
    assert spanish.num_plurals == 2
    assert not [(m.id, problem) for m, problems in spanish.check() for problem in problems]


def unwrapped(template: str) -> Iterator[str]:
    """Yield the visible words of a template that stand outside {{ }} and {% %}: text nodes and spoken attributes."""
    plain = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.DOTALL)
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", plain, flags=re.DOTALL)
    spoken = " ".join(value[1:-1] for value in SPOKEN.findall(plain))
    # A tag ends at the first > outside quotes.
    visible = re.sub(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""", " ", plain)
    visible = re.sub(r"&\w+;", " ", visible)
    yield from (word for word in WORD.findall(f"{visible} {spoken}") if word.lower() not in SAME)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_has_no_visible_word_that_is_not_wrapped(path: Path) -> None:
    assert list(unwrapped(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "template",
    ["<p>Hello</p>", '<input placeholder="Search">', "<b title='More'>{{ x }}</b>", "<p>{{ _('x') }} and more</p>",
     '{% if x > 1 %}<p class="a>b">Late</p>{% endif %}'],
)  # fmt: skip
def test_the_search_for_unwrapped_words_finds_them(template: str) -> None:
    assert list(unwrapped(template)) != []


def test_a_template_finds_its_plural_in_both_languages(tmp_path: Path, spanish: Catalog) -> None:
    compiled = tmp_path / "messages.mo"
    with compiled.open("wb") as file:
        write_mo(file, spanish)
    with compiled.open("rb") as file:
        words = Translations(file)
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    template = environment.from_string('{{ ngettext("after %(num)s day", "after %(num)s days", days) }}')
    assert [template.render(days=days) for days in (1, 2)] == ["tras 1 día", "tras 2 días"]
