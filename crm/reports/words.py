"""The few words that writers add of themselves, by the document's language (not the language of who makes it)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm.reports.document import Language


@dataclass(frozen=True, slots=True)
class Words:
    """`page` is filled in with ``{page}`` and ``{pages}``."""

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
        ),
    }
)
