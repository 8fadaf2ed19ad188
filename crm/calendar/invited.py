"""Who can be invited to an engagement, and who was."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.accounts.models import User
from crm.calendar.models import Invitation
from crm.core.db import db
from crm.core.i18n import LANGUAGES
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to
from crm.notices.models import Mail
from crm.people.models import PersonEmail


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody with an address: `key` is u12 for one of us, p12 for a person of the register."""

    key: str
    name: str
    address: str
    language: str


def recipients(user: User, item: Engagement) -> list[Recipient]:
    """Return our own who take part and may see it, then the people present with an address whom one may write to."""
    own = [link.user for link in item.consultants if link.user.active]
    found = [Recipient(f"u{each.id}", each.name, each.email, each.language) for each in own if _sees(each, item)]
    people = {link.person_id: link.person for link in item.persons if not link.person.do_not_contact}
    first = sa.select(PersonEmail.person_id, PersonEmail.address).where(PersonEmail.person_id.in_(people))
    addresses: dict[int, str] = {}
    for row in db.session.execute(first.order_by(PersonEmail.person_id, PersonEmail.position, PersonEmail.id)):
        addresses.setdefault(row.person_id, row.address)
    for key, address in addresses.items():
        person = people[key]
        language = person.language if person.language in LANGUAGES else user.language
        found.append(Recipient(f"p{key}", person.formal, address, language))
    return found


def _sees(user: User, item: Engagement) -> bool:
    query = sa.select(Engagement.id).where(Engagement.id == item.id, visible_to(user))
    return db.session.execute(query).first() is not None


def sent(engagement_id: int) -> Sequence[tuple[Invitation, Mail]]:
    """Return the invitations of an engagement with their mail, the newest first."""
    query = sa.select(Invitation, Mail).join(Mail, Mail.id == Invitation.mail_id)
    query = query.where(Invitation.engagement_id == engagement_id).order_by(Invitation.mail_id.desc()).limit(100)
    return [(row.Invitation, row.Mail) for row in db.session.execute(query)]
