"""Sets the content of the demo firm in time: the same day and seed give the same firm."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from crm.demo import content_files as content
from crm.demo.calendar import Diary, business_day
from crm.demo.contacts import contacts, holders
from crm.demo.content_files import Row
from crm.demo.routine import Routine
from crm.demo.shapes import ClientSpec, DemoFirm, EngagementSpec, FollowUpSpec

#: A contact at the client's own place keeps the client's clock, whichever body takes part.
ON_SITE = frozenset({"site_visit", "event"})
#: Days either side that the seed may move the whole story of a client.
DRIFT = 2
#: Follow-ups that fell due within these days may still be open: the overdue list.
RECENT = 16
OVERDUE_SHARE = 0.5
DUE_TODAY = 4
#: Whose My day most visitors open first: two things are late there and two are due today.
SHOWN = "consultant@example.com"
SHOWN_EACH = 2
#: Follow-ups that the last of those present takes; the others stay with the first.
HANDED_ON_SHARE = 0.3
#: The follow-ups of recent contacts run longer, so that there is work ahead as well as behind.
FRESH = 40
#: Summaries that nobody has written yet: the readiness panel lists them.
UNWRITTEN_SHARE = 0.1
BRIEF = {"en": "Meeting brief: {}", "es": "Tarjeta informativa: {}"}


def build_firm(today: date, seed: int = 2026) -> DemoFirm:
    """Return the demo firm as it stands on `today`."""
    rng = random.Random(seed)  # noqa: S311 - made-up dates, nothing secret
    rows = content.client_rows()
    beats = sorted(_all_beats(rows, rng), key=lambda item: (-item[1]["days_ago"], item[0]["slug"]))
    diary = Diary(rng)
    drift = {row["slug"]: rng.randint(-DRIFT, DRIFT) for row in rows}
    engagements: list[EngagementSpec] = []
    follow_ups: list[FollowUpSpec] = []
    for number, (row, beat) in enumerate(beats, 1):
        day = _day(today, beat, drift[row["slug"]])
        engagement = _engagement(f"e{number:03d}", row, beat, day, diary)
        engagements.append(engagement)
        follow_ups.extend(_follow_ups(content.client(row), engagement, beat["follow_ups"], today, rng))
        if engagement.state == "planned" and day > today:
            follow_ups.append(_brief(engagement, today))
    return DemoFirm(
        name=content.read("firm")["name"],
        offices=content.offices(),
        people=content.people(),
        clients=tuple(content.client(row) for row in rows),
        contacts=tuple(contacts(today)),
        holders=tuple(holders(today)),
        engagements=tuple(sorted(engagements, key=lambda item: (item.start, item.key))),
        follow_ups=tuple(sorted(_first_screen(follow_ups, today), key=lambda item: (item.due, item.engagement))),
    )


def _all_beats(rows: Sequence[Row], rng: random.Random) -> Iterator[tuple[Row, Row]]:
    stories, routine = content.stories(), Routine(rng)
    for row in rows:
        story = stories.get(row["slug"], [])
        for beat in story:
            unwritten = beat["state"] == "held" and rng.random() < UNWRITTEN_SHARE
            yield row, ({**beat, "summary_en": "", "summary_es": ""} if unwritten else beat)
        yield from ((row, beat) for beat in routine.beats(row, story))


def _day(today: date, beat: Row, drift: int) -> date:
    """What was held lies before today; what is to come lies on or after it."""
    ago: int = beat["days_ago"]
    if ago > 0:
        return business_day(today - timedelta(days=max(ago - drift, 1)), -1)
    return business_day(today + timedelta(days=max(drift - ago, 0) if ago else 0), 1)


def _engagement(key: str, row: Row, beat: Row, day: date, diary: Diary) -> EngagementSpec:
    consultants = tuple(beat["consultants"])
    name, zone, code = content.institution(beat["institution"], beat["language"])
    return EngagementSpec(
        key=key,
        clients=(row["slug"], *beat["with_clients"]),
        track=beat["track"],
        channel=beat["channel"],
        state=beat["state"],
        cancel_reason=beat["cancel_reason"],
        start=diary.book(day, beat["minutes"], consultants),
        zone=row["zone"] if beat["channel"] in ON_SITE or not zone else zone,
        minutes=beat["minutes"],
        subject=beat["subject"],
        note=beat["note"],
        note_language=beat["language"],
        summary_en=beat["summary_en"],
        summary_es=beat["summary_es"],
        outcome=beat["outcome"],
        next_step=beat["next_step"],
        consultants=consultants,
        institution=name,
        institution_code=code,
        people=beat["people"],
        usmca=tuple(beat["usmca"]),
    )


def _follow_ups(
    client: ClientSpec, engagement: EngagementSpec, wanted: Sequence[Row], today: date, rng: random.Random
) -> Iterator[FollowUpSpec]:
    """Past due ones are done a little before their day, save some of the recent ones."""
    readers = {person.email for person in content.people() if person.role == "analyst"}
    able = [email for email in engagement.consultants if email not in readers] or [client.account_lead]
    for row in wanted:
        more = rng.randint(0, 24) if (today - engagement.day).days < FRESH else 0
        due = business_day(engagement.day + timedelta(days=row["days"] + more), 1)
        late = due < today and (today - due).days <= RECENT and rng.random() < OVERDUE_SHARE
        early = due - timedelta(days=rng.randint(0, 3))
        yield FollowUpSpec(
            title=row["title"],
            client=client.slug,
            engagement=engagement.key,
            due=due,
            assignee=able[-1] if rng.random() < HANDED_ON_SHARE else able[0],
            priority=row["priority"],
            done_on=max(business_day(early, -1), engagement.day) if due < today and not late else None,
        )


def _brief(engagement: EngagementSpec, today: date) -> FollowUpSpec:
    """The one page before a meeting, due two days ahead of it."""
    return FollowUpSpec(
        title=BRIEF[engagement.note_language].format(engagement.subject),
        client=engagement.clients[0],
        engagement=engagement.key,
        due=max(business_day(engagement.day - timedelta(days=2), -1), today),
        assignee=engagement.consultants[0],
        priority="normal",
        done_on=None,
    )


def _first_screen(follow_ups: Sequence[FollowUpSpec], today: date) -> list[FollowUpSpec]:
    """Bring the nearest open ones forward to today and leave the last two of the account most shown undone."""
    coming = sorted(
        (item for item in follow_ups if item.due > today), key=lambda item: (item.due, item.engagement, item.title)
    )
    shown = [item for item in coming if item.assignee == SHOWN][:SHOWN_EACH]
    nearest = [item for item in coming if item not in shown][: DUE_TODAY - len(shown)]
    past = sorted(
        (item for item in follow_ups if item.due < today and item.assignee == SHOWN),
        key=lambda item: (item.due, item.engagement, item.title),
    )
    moved = {id(item) for item in (*shown, *nearest)}
    late = {id(item) for item in past[-SHOWN_EACH:]}
    return [
        replace(item, due=today) if id(item) in moved else replace(item, done_on=None) if id(item) in late else item
        for item in follow_ups
    ]
