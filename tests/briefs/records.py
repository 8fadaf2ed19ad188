"""Meetings for tests of the brief: one planned with an institution, and what stands around it."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from pypdf import PdfReader

from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.institutions.models import Institution, Post, PostHolder
from crm.people.models import Person as Someone
from tests.clients.firm import add_client
from tests.commitments.records import TODAY
from tests.engagements.records import add_engagement
from tests.support import Person


def wall(days: int) -> datetime:
    """Return ten o'clock so many days from today."""
    day = TODAY + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 10)


def body_with_head(app: Flask, name: str, surname: str = "", since: date | None = None, **term: Any) -> tuple[int, int]:
    """Add an institution whose first post somebody holds; returns the ids of the institution and of the holder."""
    with app.app_context(), unit_of_work(None) as work:
        body = Institution(name_en=name, name_es=name, kind="agency", level="federal", country="MX")
        work.add(body)
        work.flush()
        holder = 0
        if surname:
            someone = Someone(given_name="Luz", surname=surname, emails=[], phones=[])
            post = Post(institution_id=body.id, title_en="Port director", title_es="Directora del puerto")
            work.add_all([someone, post])
            work.flush()
            work.add(PostHolder(post_id=post.id, person_id=someone.id, from_on=since, **term))
            holder = someone.id
        return body.id, holder


def planned(app: Flask, clients: list[int], bodies: list[int], **more: Any) -> int:
    """Plan a meeting in five days."""
    plain: dict[str, Any] = {"state": "planned", "subject": "The meeting", "starts_wall": wall(5)}
    return add_engagement(app, "alice", clients, **(plain | {"institutions": bodies} | more))


def held(app: Flask, clients: list[int], bodies: list[int], days: int = -20, **more: Any) -> int:
    """Log a meeting held so many days from today."""
    plain: dict[str, Any] = {"subject": "An earlier meeting", "starts_wall": wall(days)}
    return add_engagement(app, "alice", clients, **(plain | {"institutions": bodies} | more))


def archive(app: Flask, model: Any, record_id: int) -> None:
    """Put a record aside."""
    with app.app_context(), unit_of_work(None) as work:
        row = work.get(model, record_id)
        assert row is not None
        row.archived_at = now()


def screen(person: Person, engagement_id: int, lang: str = "en") -> str:
    """Return the brief on screen: the sheet alone."""
    answer = person.get(f"/engagements/{engagement_id}/brief?lang={lang}")
    assert answer.status_code == 200, answer.text
    return answer.text.split("<article", 1)[1].split("</article>", 1)[0]


def paper(person: Person, engagement_id: int, lang: str = "en") -> str:
    """Return the text of the brief's one page."""
    answer = person.get(f"/engagements/{engagement_id}/brief.pdf?lang={lang}")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def a_meeting(app: Flask, **more: Any) -> tuple[int, int, int]:
    """Return the ids of a planned meeting, its client and its institution, which met twenty days ago."""
    client = add_client(app, "Hortalizas", country="MX")
    body, _holder = body_with_head(app, "Puerto de Nogales")
    held(app, [client], [body])
    return planned(app, [client], [body], **more), client, body
