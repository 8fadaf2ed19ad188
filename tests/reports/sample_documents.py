"""Documents to try the writers on: both languages, hostile text, long words, tables over several pages, charts."""

import datetime as dt

from crm.reports.document import (
    Bullets,
    Column,
    Count,
    CountStrip,
    Cover,
    Document,
    EngagementEntry,
    Figure,
    Footer,
    Language,
    Note,
    Paragraph,
    Section,
    Table,
)

MARKUP = "R&D <b>bold</b> #panic(1) $x^2$ @ref *star* _under_ `code` [link] \\ // ~ = + - https://example.com"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 140"><path d="M10 120H310" stroke="#c9d1d6"/>'
    '<path d="M10 100L60 70L110 85L160 40L210 60L260 30L310 45" fill="none" stroke="#2a5db0" stroke-width="2"/>'
    '<text x="10" y="135" font-size="10" font-family="Source Sans Pro" fill="#61707d">ene 2025</text></svg>'
)


def entry(number: int, language: Language) -> EngagementEntry:
    english = language == "en"
    return EngagementEntry(
        number=f"G-2026-{number:04}",
        date=f"{number % 28 + 1} Oct 2026, 10:30 Phoenix"
        if english
        else f"{number % 28 + 1} oct 2026, 10:30 Hermosillo",
        track="trade" if number % 3 == 0 else "diplomatic",
        channel="In person" if english else "Presencial",
        title="Consul general of Mexico, Phoenix: produce inspections"
        if english
        else "Aduana de Nogales: horarios de inspección en la garita Mariposa",
        institution="Consulate General of Mexico in Phoenix" if english else "Agencia Nacional de Aduanas de México",
        people="Marisol Reyes, Jorge Luna; two officials"
        if english
        else "Marisol Reyes, Íñigo Ñuñez; dos funcionarios",
        summary=(
            "Will host a round table with the port authorities before the winter season and asked for dwell times. "
            if english
            else "Convocará a una mesa interinstitucional antes del invierno; pidió tiempos de permanencia. "
        )
        * (number % 3 + 1),
        outcome="Round table agreed" if english else "Se acordó la mesa de trabajo",
        next_step="Send the dwell-time sheet by 25 Nov" if english else "Enviar la hoja de tiempos antes del 25 nov",
    )


def figure(language: Language, number: int) -> Figure:
    english = language == "en"
    return Figure(
        title="US imports from Mexico, HS 07 Vegetables"
        if english
        else "Importaciones de EE. UU. procedentes de México, capítulo 07 Hortalizas",
        value="US$8.06 billion" if english else "8,060 mdd",
        unit="nominal, not seasonally adjusted" if english else "nominal, sin ajuste estacional",
        period="2025",
        change="-18.7% on 2024" if english else "-18.7% respecto de 2024",
        source="BTS TransBorder, published 12 Mar 2026" if english else "BTS TransBorder, publicado el 12 mar 2026",
        not_current="Not current (last data: Feb 2025)" if number == 1 else "",
        meaning="Your winter volumes clear in a thinner market."
        if english
        else "Su volumen cruza en un mercado menor.",
        svg=SVG,
        alt="Line from 100 down to 45",
    )


def table(language: Language, rows: int) -> Table:
    names = (
        ("No.", "Date", "Institution", "Outcome", "US$")
        if language == "en"
        else ("Núm.", "Fecha", "Institución", "Resultado", "USD")
    )
    columns = tuple(
        Column(name, width, "right" if name in {"US$", "USD"} else "left")
        for name, width in zip(names, (0, 0, 2, 3, 0), strict=True)
    )
    body = tuple(
        (
            f"G-2026-{row:04}",
            f"{row % 28 + 1} Oct 2026",
            "Administración Desconcentrada Interinstitucional de Establecimientos Anticonstitucionalmente",
            f"Row {row}: {MARKUP}"
            if row == 1
            else f"Row {row}: desaduanamiento, contacto.muy.largo@institucion-ejemplo.gob.mx",
            f"{row * 1234:,}.50",
        )
        for row in range(1, rows + 1)
    )
    return Table(columns, body, caption="Annex table" if language == "en" else "Cuadro del anexo")


def sample(language: Language = "en", engagements: int = 3, rows: int = 60, *, draft: bool = True) -> Document:
    english = language == "en"
    entries = tuple(entry(number, language) for number in range(1, engagements + 1))
    empty = Note("No engagements were held this quarter." if english else "No hubo gestiones en el trimestre.")
    conf = (
        "Confidential. For the use of the client named." if english else "Confidencial. Para uso exclusivo del cliente."
    )
    period = "July to September 2026" if english else "Julio a septiembre de 2026"
    client = "Agrícola Valle del Yaqui, S.P.R. de R.L. de C.V."
    counts = ("Government", "Trade", "Institutions met", "Commitments kept", "Follow-ups closed", "Follow-ups open")
    cuentas = (
        "Gobierno",
        "Comerciales",
        "Instituciones visitadas",
        "Compromisos cumplidos",
        "Acciones cerradas",
        "Acciones abiertas",
    )
    return Document(
        title="Quarterly engagement report" if english else "Informe trimestral de gestiones y seguimiento",
        subtitle="What we did for you, and what moved" if english else "Lo que hicimos por usted y lo que cambió",
        language=language,
        cover=Cover(
            client,
            period,
            "16 Nov 2026" if english else "16 nov 2026",
            "v2",
            "Marisol Reyes",
            "Puente Asesores",
            ("Phoenix\n2 N Central Ave, Phoenix, Arizona", "Hermosillo\nBlvd. Kino 315, Hermosillo, Sonora"),
            conf,
            approved_by="Íñigo Ñuñez",
            mandate="C-2026-014",
            draft=("Draft, not approved" if english else "Borrador sin aprobar") if draft else "",
        ),
        sections=(
            Section(
                "The quarter in brief" if english else "El trimestre en síntesis",
                (
                    CountStrip(tuple(Count(name, str(n)) for n, name in enumerate(counts if english else cuentas, 2))),
                    Bullets(
                        (MARKUP, "Avances en la internacionalización: ¿qué sigue? ¡Ñandúes, pingüinos y café!", "Third")
                    ),
                    Paragraph(
                        "First line\nsecond line\n\nA paragraph of its own, “quoted” — with dashes… "
                        + "Text that runs. " * 30
                    ),
                ),
            ),
            Section("Engagements by issue" if english else "Gestiones por asunto", level=1),
            Section("Inspections at Mariposa" if english else "Inspecciones en Mariposa", entries or (empty,), level=2),
            Section(
                "Your trade in figures" if english else "Su comercio exterior en cifras",
                (
                    Note("Read with care." if english else "Léase con cautela.", "info"),
                    *(figure(language, n) for n in range(4)),
                ),
            ),
            Section("Annex A. Log" if english else "Anexo A. Bitácora", (table(language, rows),), new_page=True),
        ),
        footer=Footer(client, period, "v2", conf),
        dated=dt.date(2026, 11, 16),
        author="Puente Asesores",
        notice="Prepared from our records." if english else "Elaborado con base en nuestros registros.",
    )
