"""What a reader asks of the list of clients: words, filters, order; anything odd in the address is ignored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.clients.forms.client import STATUS_LABELS
from crm.clients.models.client import Client
from crm.core.listing import Sort

SORTS: Final[Mapping[str, Sort]] = {
    "name": Sort((Client.name_key.expression, Client.id.expression)),
    "-name": Sort((Client.name_key.expression, Client.id.expression), descending=True),
    "place": Sort((Client.place_key.expression, Client.name_key.expression, Client.id.expression)),
    "changed": Sort((Client.updated_at.expression, Client.id.expression), descending=True),
}
SORT_LABELS: Final = {
    "name": _l("Name, A to Z"), "-name": _l("Name, Z to A"), "place": _l("Place"), "changed": _l("Changed last"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    sector: int | None = None
    state: str = ""
    status: str = ""
    lead: int | None = None
    archived: bool = False
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order was asked for."""
        return bool(self.q or self.sector or self.state or self.status or self.lead or self.archived)


def read_filter(args: Mapping[str, str]) -> ClientFilter:
    """Return the filter of an address."""
    state, status, sort = args.get("state", ""), args.get("status", ""), args.get("sort", "")
    return ClientFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        sector=_number(args.get("sector", "")),
        state=state if re.fullmatch(r"[A-Z]{2}-[A-Z]{2,3}", state) else "",
        status=status if status in STATUS_LABELS else "",
        lead=_number(args.get("lead", "")),
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=sort if sort in SORTS else "name",
    )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
