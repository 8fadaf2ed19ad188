"""The few words that writers add of themselves, by the document's language (not the language of who makes it)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm.reports.document import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Words with braces are filled in: `part` says which part of a text a further cell holds."""

    page: str
    report_date: str
    version: str
    mandate: str
    prepared_by: str
    approved_by: str
    diplomatic: str
    trade: str
    outcome: str
    next_step: str
    source: str
    meaning: str
    notice: str
    volume: str
    continued: str
    part: str
    #: Sheets of a workbook, and heads of columns in them.
    summary: str
    engagements: str
    figures: str
    sources: str
    number: str
    date: str
    track: str
    channel: str
    subject: str
    institution: str
    people: str
    client_summary: str
    section: str
    title: str
    value: str
    unit: str
    period: str
    change: str
    currency: str
    letter: str
    text: str
    reads_on: str


WORDS: Mapping[Language, Words] = MappingProxyType(
    {
        "en": Words(
            page="Page {page} of {pages}",
            report_date="Report date",
            version="Version",
            mandate="Mandate",
            prepared_by="Prepared by",
            approved_by="Approved by",
            diplomatic="Diplomatic & government",
            trade="Trade",
            outcome="Outcome",
            next_step="Next step",
            source="Source",
            meaning="What it means for you",
            notice="Notice",
            volume="Volume {volume} of {volumes}",
            continued="{heading} (continued)",
            part="(continued {part} of {parts})",
            summary="Summary",
            engagements="Engagements",
            figures="Figures",
            sources="Sources",
            number="No.",
            date="Date",
            track="Track",
            channel="Channel",
            subject="Subject",
            institution="Institution",
            people="People",
            client_summary="Summary for the client",
            section="Section",
            title="Title",
            value="Value",
            unit="Unit",
            period="Period",
            change="Change",
            currency="Current",
            letter="Letter",
            text="Text",
            reads_on="continues on sheet {sheet}, row {row}",
        ),
        "es": Words(
            page="Página {page} de {pages}",
            report_date="Fecha del informe",
            version="Versión",
            mandate="Contrato",
            prepared_by="Elaboró",
            approved_by="Aprobó",
            diplomatic="Diplomática y gubernamental",
            trade="Comercial",
            outcome="Resultado",
            next_step="Siguiente paso",
            source="Fuente",
            meaning="Qué significa para usted",
            notice="Aviso",
            volume="Tomo {volume} de {volumes}",
            continued="{heading} (continuación)",
            part="(continúa {part} de {parts})",
            summary="Resumen",
            engagements="Gestiones",
            figures="Cifras",
            sources="Fuentes",
            number="Núm.",
            date="Fecha",
            track="Vertiente",
            channel="Medio",
            subject="Tema",
            institution="Institución",
            people="Personas",
            client_summary="Resumen para el cliente",
            section="Sección",
            title="Título",
            value="Valor",
            unit="Unidad",
            period="Periodo",
            change="Variación",
            currency="Vigencia",
            letter="Carta",
            text="Texto",
            reads_on="continúa en la hoja {sheet}, fila {row}",
        ),
    }
)
