"""What mandates and opportunities of a file have in common: their client, who leads them, their service line."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.naming import accounts_named
from crm.accounts.queries import people_by_id
from crm.clients.naming import clients_named, pick_client
from crm.core.amounts import MOST
from crm.core.dates import now
from crm.core.db import db
from crm.core.i18n import language
from crm.core.importing import ImportField, ImportRow
from crm.core.money import number
from crm.core.spellings import spellings
from crm.core.text import fold
from crm.reference.queries import service_lines_by_id
from crm.tasks.queries import hidden_clients

Identity = tuple[int | None, str]
Where = Callable[[User], sa.ColumnElement[bool]]
CLIENT: Final = ImportField("client_id", _l("Client"), required=True, maximum=200, names=(
    "client", "client or prospect", "company", "account", "cliente", "cliente o prospecto", "empresa"))  # fmt: skip
TITLE: Final = ImportField("title", _l("What it is about"), required=True, maximum=200, names=(
    "title", "name", "subject", "título", "nombre", "asunto", "de qué se trata"))  # fmt: skip
CENT: Final = Decimal("0.01")
CURRENCY_WORDS: Final = {
    "USD": "USD", "US$": "USD", "dolares": "USD", "dollars": "USD", "MXN": "MXN", "MX$": "MXN", "pesos": "MXN",
}  # fmt: skip


def lines_shown() -> dict[int, str]:
    """Return the service lines by id in the reader's language."""
    return {key: row.title(language()) for key, row in service_lines_by_id().items()}


def lines_written() -> dict[str, int]:
    """Return the service lines by what people write: their code or their title in either language."""
    found: dict[str, int] = {}
    for key, row in service_lines_by_id().items():
        for text in (row.code, row.code.replace("-", " "), row.title_en, row.title_es):
            found.setdefault(fold(text), key)
    return found


def currencies_written() -> dict[str, str]:
    """Return the currencies by what people write."""
    return spellings({"USD": "US$", "MXN": "MXN"}, CURRENCY_WORDS)


def settle_parties(user: User, rows: Sequence[ImportRow], lead: str, able: Callable[[User], bool]) -> None:
    """Put ids for the client and for who leads it (`lead`: its key); whoever leads must see the client."""
    clients = clients_named(user, {row.values["client_id"] for row in rows if "client_id" in row.values})
    account = accounts_named(lambda each: each.active and able(each))
    for row in rows:
        if (text := row.values.pop("client_id", None)) is not None:
            found = pick_client(row, text, clients)
            row.values |= {} if found is None else {"client_id": found}
        if (name := row.values.pop(lead, None)) is not None:
            ids = account(name)
            if len(ids) == 1:
                row.values[lead] = ids[0]
            else:
                row.problems.append(
                    _("No consultant who may lead it has this e-mail address or name: %(name)s", name=name)
                )
    _check_sight(user, rows, lead)


def _check_sight(user: User, rows: Sequence[ImportRow], lead: str) -> None:
    given: dict[int, list[ImportRow]] = {}
    for row in rows:
        if row.values.get(lead, user.id) != user.id and "client_id" in row.values:
            given.setdefault(row.values[lead], []).append(row)
    for user_id, theirs in given.items():
        hidden = hidden_clients(people_by_id()[user_id], sorted({row.values["client_id"] for row in theirs}))
        for row in theirs:
            if row.values["client_id"] in hidden:
                row.problems.append(_("This colleague may not see the client."))


def settle_money(row: ImportRow, amount: str, currency: str) -> None:
    """Ask for the currency of an amount that a form would take, too; a currency alone says nothing."""
    said = _("An amount is above zero and below %(most)s, with two decimals at most.", most=number(MOST))
    check_number(row, amount, CENT, MOST - CENT, said)
    if row.values.get(amount) is not None and not row.values.get(currency):
        row.problems.append(_("An amount needs its currency: USD or MXN."))
    if row.values.get(amount) is None:
        row.values.pop(currency, None)


def check_number(row: ImportRow, name: str, least: Decimal, most: Decimal, said: str) -> None:
    """Refuse a number outside of what a form takes, or finer than hundredths."""
    value = row.values.get(name)
    if value is not None and not (least <= value <= most and value == round(value, 2)):
        row.problems.append(said)


def identity(values: Mapping[str, Any]) -> Identity:
    """Return what a row goes by: its client and its title, accents and case apart."""
    return values.get("client_id"), fold(values.get("title") or "")


def keys(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the one name that a row goes by and looks for."""
    client, title = identity(values)
    return [f"{client} {title}"], [f"{client} {title}"]


def match(model: Any, visible: Where, user: User, rows: Sequence[ImportRow]) -> None:
    """Set `record_id` of rows with the same client and title: one statement."""
    clients = sorted({row.values["client_id"] for row in rows if row.values.get("client_id")})
    query = sa.select(model.id, model.client_id, model.title).where(
        model.client_id.in_(clients), model.archived_at.is_(None), visible(user)
    )
    known: dict[Identity, list[int]] = {}
    for row_id, client_id, title in db.session.execute(query) if clients else ():
        known.setdefault((client_id, fold(title)), []).append(row_id)
    for row in rows:
        found = known.get(identity(row.values), [])
        row.record_id = found[0] if len(found) == 1 else None
        if len(found) > 1:
            row.problems.append(_("Several records of this client have this title."))


def hold(model: Any, visible: Where, work: Session, user: User, ids: Collection[int]) -> Mapping[int, int]:
    """Lock visible records until the unit of work ends; returns their versions."""
    query = sa.select(model.id, model.version).where(model.id.in_(list(ids)), visible(user))
    return {row.id: row.version for row in work.execute(query.order_by(model.id).with_for_update(of=model))}


def archive(model: Any, visible: Where, work: Session, user: User, ids: Collection[int]) -> None:
    """Put visible records aside, with the trail."""
    query = sa.select(model).where(model.id.in_(list(ids)), model.archived_at.is_(None), visible(user))
    moment = now()
    for record in work.execute(query.execution_options(populate_existing=True)).scalars():
        record.archived_at = moment
    work.flush()
