"""Invitations: queued for chosen addressees, made from the engagement when they are shown or sent."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from icalendar import Event, vCalAddress, vText
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.calendar import events
from crm.calendar.invited import Recipient
from crm.calendar.models import Invitation
from crm.core.dates import clock, full_date, zone_place
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.core.i18n import language, spoken
from crm.engagements.models import Engagement
from crm.engagements.queries.one import get_visible
from crm.notices.actions import queue_mail
from crm.notices.letters import Letter, Outgoing
from crm.notices.models import Mail
from crm.notices.sending import ask_to_send
from crm.people.models import Person

KIND: Final = "invite"
METHODS: Final = ("request", "cancel")


def method_for(item: Engagement) -> str:
    """Return what is offered: a cancelled or archived engagement is taken back."""
    return "cancel" if item.state == "cancelled" or item.archived_at else "request"


def send(work: Session, actor: User, item: Engagement, chosen: Sequence[Recipient]) -> int:
    """Put an invitation for each addressee into the outbox; returns how many. Subjects name no record."""
    method, count = method_for(item), 0
    people = people_by_id()
    for each in chosen:
        own = int(each.key[1:]) if each.key.startswith("u") else None
        with spoken(each.language):
            day = full_date(item.starts_wall.date(), each.language)
            subject = _("Canceled: meeting of %(day)s", day=day) if method == "cancel" else _(
                "Invitation: meeting of %(day)s", day=day)  # fmt: skip
        # One of us reads it in their own outbox, a counterpart's stands in that of the sender.
        mail_id = queue_mail(work, people[own] if own else actor, KIND, subject, address=each.address)
        if mail_id is None:
            continue
        work.add(Invitation(
            mail_id=mail_id, engagement_id=item.id, sender_id=actor.id, method=method, sequence=item.version,
            person_id=None if own else int(each.key[1:]),
        ))  # fmt: skip
        count += 1
    work.flush()
    ask_to_send(work)
    return count


def outgoing(mail: Mail, user: User) -> Outgoing | None:
    """Return what an invitation says now; None where its sender may not see the engagement any more."""
    row = db.session.execute(sa.select(Invitation).where(Invitation.mail_id == mail.id)).scalar_one_or_none()
    sender = people_by_id().get(row.sender_id) if row is not None else None
    if row is None or sender is None:
        return None
    item = get_visible(sender, row.engagement_id)
    if item is None or (user.id != sender.id and get_visible(user, row.engagement_id) is None):
        return None
    person = None
    if row.person_id is not None:
        person = db.session.execute(sa.select(Person).where(Person.id == row.person_id)).scalar_one()
    name = person.formal if person is not None else user.name
    speaks = person.language if person is not None and person.language in {"en", "es"} else user.language
    with spoken(speaks):
        letter = _letter(item, sender, row.method, own=person is None)
        file = invitation_file(item, sender, row.method, [(name, mail.address)], row.sequence)
    return Outgoing(name, speaks, letter, file, row.method.upper())


def _letter(item: Engagement, sender: User, method: str, *, own: bool) -> Letter:
    day, hour = full_date(item.starts_wall.date(), language()), clock(item.starts_wall)
    when = _("%(day)s, %(hour)s (%(place)s)", day=day, hour=hour, place=zone_place(item.zone))
    firm = firm_settings()["firm_name"]
    values = {"name": sender.name, "firm": firm, "subject": item.subject, "when": when}
    if method == "cancel":
        intro = _("%(name)s (%(firm)s) cancels this meeting: %(subject)s, %(when)s.", **values)
    else:
        intro = _("%(name)s (%(firm)s) invites you: %(subject)s, %(when)s.", **values)
    if item.place:
        intro += " " + _("Place: %(place)s.", place=item.place)
    url = events.page_of("engagements.show", engagement_id=item.id) if own else ""
    end = _("The attached file puts it into your calendar. Please answer to %(address)s.", address=sender.email)
    return Letter(intro, (), _("Open the engagement"), url, end)


def invitation_file(
    item: Engagement, sender: User, method: str, to: Sequence[tuple[str, str]], sequence: int
) -> bytes:  # fmt: skip
    """Return the .ics of an invitation, or of one that is taken back."""
    event = events.of_engagement(item)
    # What is sent later says so, also where the record itself is as it was.
    event["SEQUENCE"] = max(sequence, item.version)
    if method == "cancel":
        event["STATUS"] = vText("CANCELLED")
    event.add("ORGANIZER", _address(sender.name, sender.email))
    for name, address in to:
        _attend(event, name, address)
    return bytes(events.calendar([event], method.upper()).to_ical())


def plain_file(item: Engagement) -> bytes:
    """Return an engagement as a file for one's own calendar."""
    return bytes(events.calendar([events.of_engagement(item)]).to_ical())


def _attend(event: Event, name: str, address: str) -> None:
    attendee = _address(name, address)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("ATTENDEE", attendee, encode=False)


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(name)
    return found
