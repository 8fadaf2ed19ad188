"""What a review of the portfolio is made of: of each client what is so, and from it why it needs a partner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.models import User
from crm.core.dates import long_date
from crm.core.firm import firm_settings
from crm.core.i18n import language
from crm.engagements.queries.offers import last_contact
from crm.issues.models import Issue
from crm.mandates.models import Mandate
from crm.reports.build.kinds.asks import portfolio as asks
from crm.reports.build.kinds.asks.portfolio import Listed, Overdue
from crm.reports.build.kinds.grid import cut_at

#: A term that ends within this is a partner's to talk about.
ENDING: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Line:
    """One client: what is so, and from it why it needs a partner."""

    client: Listed
    last: date | None
    #: Days since the last contact (or since it was added), and those that were meant; 0 for never.
    days: int
    meant: int
    objectives: Mapping[str, int]
    overdue: Sequence[Overdue]
    mandates: Sequence[Mandate]
    red: Sequence[Issue]
    sent: date | None

    @property
    def quiet(self) -> bool:
        return 0 < self.meant <= self.days

    @property
    def ours_late(self) -> int:
        return sum(item.maker == "us" for item in self.overdue)

    @property
    def stuck(self) -> int:
        return self.objectives.get("at_risk", 0) + self.objectives.get("blocked", 0)

    @property
    def retainer(self) -> Mandate | None:
        """Return the active retainer that ends first; without a retainer the mandate that does."""
        return next((each for each in self.mandates if each.fee_basis == "retainer"), next(iter(self.mandates), None))

    def ends_by(self, day: date) -> bool:
        return bool(self.retainer and self.retainer.ends_on and self.retainer.ends_on <= day)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The lines, those that need a partner first; `cut`: there is more of something than is counted."""

    lines: Sequence[Line]
    today: date
    #: So many rows of a kind are printed, where there are more; else 0.
    cut: int

    @property
    def soon(self) -> date:
        return self.today + ENDING

    def needy(self) -> list[Line]:
        return [line for line in self.lines if reasons(line, self.today)]


def reasons(line: Line, today: date) -> list[str]:
    """Return why a client needs a partner, in words, the gravest first; nothing where it does not."""
    told = []
    if line.ours_late:
        told.append(ngettext("%(num)s commitment of ours is overdue", "%(num)s commitments of ours are overdue",
                             line.ours_late))  # fmt: skip
    if line.red:
        told.append(ngettext("%(num)s issue at red", "%(num)s issues at red", len(line.red)))
    if blocked := line.objectives.get("blocked", 0):
        told.append(ngettext("%(num)s objective blocked", "%(num)s objectives blocked", blocked))
    if line.ends_by(today + ENDING) and line.retainer and line.retainer.ends_on:
        end = line.retainer.ends_on
        text = _("term was to end on %(day)s") if end < today else _("term ends on %(day)s")
        told.append(text % {"day": long_date(end, language())})
    if line.quiet:
        told.append(_("no contact for %(days)s days, %(meant)s meant", days=line.days, meant=line.meant))
    if at_risk := line.objectives.get("at_risk", 0):
        told.append(ngettext("%(num)s objective at risk", "%(num)s objectives at risk", at_risk))
    if theirs := len(line.overdue) - line.ours_late:
        told.append(ngettext("%(num)s commitment of others overdue", "%(num)s commitments of others overdue", theirs))
    return told


def gather(reader: User, today: date, sent_on: Mapping[int, date], most: int) -> Portfolio:
    """Read the portfolio; `sent_on`: by client the day its last report was sent."""
    found = asks.clients(reader, most)
    listed = found[:most]
    ids = [client.id for client in listed]
    late, late_of = asks.overdue(reader, ids, today, most), defaultdict[int, list[Overdue]](list)
    for item in late[:most]:
        late_of[item.client_id].append(item)
    last = last_contact(reader, ids) if ids else {}
    goals, mandates, red = (
        asks.objectives(reader, ids), asks.active_mandates(reader, ids, most), asks.red_issues(reader, ids, most)
    )  # fmt: skip
    lines = [
        _line(client, last.get(client.id), today, reader.time_zone, {
            "objectives": goals.get(client.id, {}),
            "overdue": late_of[client.id], "mandates": mandates.get(client.id, ()), "red": red.get(client.id, ()),
            "sent": sent_on.get(client.id),
        })
        for client in listed
    ]  # fmt: skip
    rest = (sum(map(len, rows.values())) for rows in (mandates, red))
    cut = cut_at(most, len(found), len(late), *rest)
    return Portfolio(sorted(lines, key=lambda line: _gravity(line, today)), today, cut)


def _line(client: Listed, last: date | None, today: date, zone: str, more: dict[str, Any]) -> Line:
    usual = int(firm_settings().get(f"contact_days_{client.status}", 0))
    since = last or client.created_at.astimezone(ZoneInfo(zone)).date()
    meant = usual if client.contact_days is None else client.contact_days
    return Line(client, last, max(0, (today - since).days), meant, **more)


def _gravity(line: Line, today: date) -> tuple[Any, ...]:
    """Return the order: the weightier reasons first, of equals more days beyond what was meant.

    What we owe weighs most, then what is red, blocked or running out, then silence, then what others owe or is at risk.
    """
    weights = (
        (4, line.ours_late > 0), (3, bool(line.red)), (3, "blocked" in line.objectives),
        (3, line.ends_by(today + ENDING)), (2, line.quiet), (1, "at_risk" in line.objectives),
        (1, len(line.overdue) > line.ours_late),
    )  # fmt: skip
    beyond = line.days - line.meant if line.quiet else 0
    return -sum(weight for weight, so in weights if so), -line.ours_late, -beyond, line.client.name, line.client.id
