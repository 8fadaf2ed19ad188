"""Puts a brief together in its language."""

from collections.abc import Sequence
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.models import User
from crm.briefs.build.figures import figures_part
from crm.briefs.build.meeting import Meeting, meeting_of
from crm.briefs.build.moved import dates_part, follow_ups_part, moved_part
from crm.briefs.build.pending import commitments_part, issues_part, open_issues, promises
from crm.briefs.build.people import people_part
from crm.briefs.build.said import said_part
from crm.briefs.document import Brief, Fact, Part, clipped
from crm.core.dates import long_date
from crm.core.firm import firm_settings
from crm.core.i18n import spoken
from crm.core.templating import wall
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement

#: Names of a kind in the head.
NAMES: Final = 4


def brief_of(user: User, item: Engagement, language: str) -> Brief:
    """Return the brief of an engagement that the reader may see."""
    with spoken(language):
        meeting = meeting_of(user, item)
        return Brief(
            language=language,
            title=_("Meeting brief"),
            subject=clipped(item.subject, 160),
            number=item.number,
            facts=[fact for fact in _head(meeting) if fact.names],
            parts=[part for part in _parts(meeting) if part.lines or part.nothing],
            level=_("Internal"),
            foot=_("Made for %(name)s on %(day)s from the records that %(name)s may see. References: G engagement, "
                   "P person, C commitment, I issue, F follow-up, S series of figures, D record with a key date.",
                   name=user.name, day=long_date(meeting.today, language)),
            firm=str(firm_settings()["firm_name"]),
            words={"more": _("and %(number)s more", number="{n}"), "open": _("Source")},
        )  # fmt: skip


def _parts(meeting: Meeting) -> Sequence[Part]:
    issues, promised = open_issues(meeting), promises(meeting)
    return (
        people_part(meeting), said_part(meeting), commitments_part(meeting, promised), issues_part(meeting, issues),
        moved_part(meeting, issues, promised.kept), follow_ups_part(meeting), figures_part(meeting),
        dates_part(meeting),
    )  # fmt: skip


def _head(meeting: Meeting) -> Sequence[Fact]:
    item = meeting.item
    where = [str(CHANNELS[item.channel])]
    bodies = [(b.name(meeting.speaks), url_for("institutions.show", institution_id=b.id)) for b in meeting.bodies]
    if item.institution:
        bodies.append((clipped(item.institution, 90), ""))
    return (
        Fact(_("When"), [(wall(item.starts_wall, item.zone), "")]),
        Fact(_("Channel"), [(text, "") for text in where]),
        Fact(_("Clients"), _few([(c.name, url_for("clients.show", client_id=c.id)) for c in meeting.clients])),
        Fact(_("Institutions"), _few(bodies)),
        Fact(_("Our people"), _few([(link.user.name, "") for link in item.consultants])),
    )


def _few(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    rest = len(names) - NAMES
    if rest <= 0:
        return names
    return [*names[:NAMES], (ngettext("and %(num)s more", "and %(num)s more", rest), "")]
