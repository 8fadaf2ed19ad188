"""What a reader asks of the list of clients: words, filters, order; anything odd in the address is ignored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.clients import custom
from crm.clients.custom import Asked
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
    tag: int | None = None
    #: What is asked of the firm's own fields, by their ids.
    own: tuple[tuple[int, Asked], ...] = ()
    archived: bool = False
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order was asked for."""
        return any((self.q, self.sector, self.state, self.status, self.lead, self.tag, self.own, self.archived))


def read_filter(args: Mapping[str, str]) -> ClientFilter:
    """Return the filter of an address."""
    state, status, sort = args.get("state", ""), args.get("status", ""), args.get("sort", "")
    own = ((field.id, custom.read_asked(field, args)) for field in custom.fields())
    return ClientFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        sector=_number(args.get("sector", "")),
        state=state if re.fullmatch(r"[A-Z]{2}-[A-Z]{2,3}", state) else "",
        status=status if status in STATUS_LABELS else "",
        lead=_number(args.get("lead", "")),
        tag=_number(args.get("tag", "")),
        own=tuple((key, asked) for key, asked in own if asked is not None),
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=sort if sort in SORTS else "name",
    )


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted, by_id = read_filter(args), {field.id: field for field in custom.fields()}
    parts = {
        "q": wanted.q, "sector": str(wanted.sector or ""), "state": wanted.state, "status": wanted.status,
        "lead": str(wanted.lead or ""), "tag": str(wanted.tag or ""),
    }  # fmt: skip
    for key, asked in wanted.own:
        parts |= custom.asked_args(by_id[key], asked)
    parts |= {"archived": "1" if wanted.archived else "", "sort": wanted.sort if wanted.sort != "name" else ""}
    return {name: value for name, value in parts.items() if value}


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
