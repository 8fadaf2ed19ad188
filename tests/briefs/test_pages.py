"""The meeting brief: what stands in which part, to whom it is shown, that it stays one page and at what price."""

from datetime import timedelta

from flask import Flask

from crm.commitments.models import Commitment, CommitmentClient
from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.engagements.models import Engagement, EngagementClient, EngagementInstitution
from crm.issues.models import IssueUpdate
from crm.tasks.models import Task, TaskClient, TaskInstitution
from tests.briefs.records import a_meeting, body_with_head, held, paper, planned, screen
from tests.clients.firm import add_client, bar, user_id
from tests.commitments.records import TODAY, add_commitment
from tests.issues.records import add_issue, add_update, touch
from tests.keydates.records import certify
from tests.support import People, count_queries
from tests.tasks.firm import add_task

CANARY = "qxcanario"


def test_the_head_names_when_where_and_who(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    meeting, client, body = a_meeting(app, consultants=[alice], people="Two of the port's staff")
    text = screen(people.bob, meeting)
    for told in (
        "The meeting",
        "Phoenix",
        "Phone call",
        "Two of the port",
        f'/clients/{client}"',
        f'/institutions/{body}"',
        "Alice",
    ):
        assert told in text
    assert "Internal" in text
    assert "Internal" in paper(people.bob, meeting)


def test_no_earlier_meeting_is_said(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    body, _holder = body_with_head(app, "Puerto de Nogales")
    text = screen(people.bob, planned(app, [client], [body]))
    assert "Nothing on record" in text
    assert "Commitments both ways" not in text


def test_only_the_last_three_meetings_of_both_are_told(app: Flask, people: People) -> None:
    meeting, client, body = a_meeting(app)
    other = add_client(app, "Tequila")
    for days in (-4, -6, -8):
        held(app, [client], [body], days, subject=f"Held {days}")
    held(app, [other], [body], -2, subject="Another client's")
    held(app, [client], [], -2, subject="Without them")
    held(app, [client], [body], 9, subject="Held after it")
    text = screen(people.bob, meeting)
    assert text.index("Held -4") < text.index("Held -6") < text.index("Held -8")
    for untold in ("An earlier meeting", "Another client's", "Without them", "Held after it"):
        assert untold not in text
    assert "and 1 more" in text


def test_a_meeting_is_told_by_outcome_then_summary_in_the_language_then_note(app: Flask, people: People) -> None:
    meeting, client, body = a_meeting(app)
    held(app, [client], [body], -2, subject="A", summary_en="They will wait. More.", summary_es="Van a esperar. Más.")
    held(app, [client], [body], -3, subject="B", note="**Firm** about it. Second sentence.")
    english, spanish = screen(people.bob, meeting), screen(people.bob, meeting, "es")
    assert "They will wait." in english
    assert "Van a esperar." in spanish
    assert "More." not in english
    assert "Firm about it." in english
    assert "Second sentence" not in english


def test_late_commitments_come_first_and_the_rest_are_counted(app: Flask, people: People) -> None:
    meeting, client, body = a_meeting(app)
    for number in range(7):
        add_commitment(app, due=number + 1, text=f"Promise {number}", maker_institution_id=body, clients=[client])
    add_commitment(app, due=-2, text="Ours is late", maker_kind="us", receiver_kind="institution",
                   receiver_institution_id=body, clients=[client])  # fmt: skip
    text = screen(people.bob, meeting)
    assert text.index("Ours is late") < text.index("Promise 0") < text.index("Promise 3")
    assert "Promise 4" not in text
    assert "and 3 more" in text


def test_the_page_is_one_letter_page_however_much_there_is(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas " + "larguísimas " * 10)
    body, _holder = body_with_head(app, "Puerto " + "lejano " * 20, "Robles")
    long = "Palabra " * 36
    for days in range(-9, -1):
        held(app, [client], [body], days, subject=long, outcome=long * 3, next_step=long)
    for number in range(9):
        add_commitment(app, due=number, text=long, maker_institution_id=body, clients=[client])
        row = add_issue(app, "Asunto " * 25)
        touch(app, row, client, "for", long * 4)
        add_update(app, row, "red", long * 4)
        add_task(app, "alice", title=long, clients=[client], institutions=[body])
        certify(app, client, number + 1, number=f"OEA-{number}")
    meeting = planned(app, [client], [body], subject=long, consultants=[user_id(app, "alice")])
    for lang in ("en", "es"):
        assert "Robles" in paper(people.bob, meeting, lang)


def test_who_may_not_see_the_engagement_gets_404(app: Flask, people: People) -> None:
    client = add_client(app, "Secreta", access="team", account_lead_id=user_id(app, "alice"))
    meeting = planned(app, [client], [])
    for ending in ("", ".pdf"):
        assert people.bob.get(f"/engagements/{meeting}/brief{ending}").status_code == 404
        assert people.alice.get(f"/engagements/{meeting}/brief{ending}").status_code == 200


def test_nothing_of_a_hidden_client_stands_in_it(app: Flask, people: People) -> None:
    """Each kind of part has a record of a client that bob is kept out of, beside the client of the meeting."""
    client = add_client(app, "Hortalizas")
    hidden = add_client(app, f"Oculta {CANARY}")
    bar(app, hidden, "bob")
    body, _holder = body_with_head(app, "Puerto de Nogales")
    both = [client, hidden]
    held(app, both, [body], -2, subject=CANARY, outcome=CANARY, note=CANARY, summary_en=CANARY)
    add_commitment(app, due=-4, text=f"due {CANARY}", maker_institution_id=body, clients=both)
    add_commitment(app, text=f"kept {CANARY}", state="kept", maker_institution_id=body, clients=both)
    row = add_issue(app, "Cucumber duties", institutions=[body])
    touch(app, row, hidden, "against", f"wants {CANARY}")
    touch(app, row, client, "for", "ask of ours")
    add_task(app, "alice", title=f"task {CANARY}", clients=both, institutions=[body])
    certify(app, hidden, 20, number=CANARY)
    held(app, [client], [body], -30)
    meeting = planned(app, [client], [body])
    for lang in ("en", "es"):
        for read in (screen, paper):
            assert CANARY not in read(people.bob, meeting, lang)
            assert "ask of ours" in read(people.bob, meeting, lang)
            seen = read(people.alice, meeting, lang)
            for word in (f"due {CANARY}", f"kept {CANARY}", f"task {CANARY}", f"{CANARY}. "):
                assert word in seen
            assert f"wants {CANARY}" not in seen


def test_the_button_stands_on_the_engagement_and_on_my_day(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    meeting = planned(app, [client], [], consultants=[user_id(app, "alice")])
    for page in (f"/engagements/{meeting}", "/"):
        assert f'href="/engagements/{meeting}/brief"' in people.alice.get(page).text


def test_an_unknown_language_is_the_readers_own(app: Flask, people: People) -> None:
    meeting = planned(app, [add_client(app, "Hortalizas")], [])
    assert 'lang="en"' in people.bob.get(f"/engagements/{meeting}/brief?lang=xx").text.split("<article", 1)[1][:60]
    answer = people.bob.get(f"/engagements/{meeting}/brief.pdf?lang=es")
    assert answer.headers["Content-Disposition"].endswith("_the-meeting_es.pdf")


def test_as_many_queries_with_a_long_history(app: Flask, people: People) -> None:
    meeting, client, body = a_meeting(app)
    issue_id = add_issue(app, "Cucumber duties")
    touch(app, issue_id, client)
    asked = []
    for size in (10, 1000):
        grow(app, client, body, size, alice=user_id(app, "alice"), issue_id=issue_id)
        people.bob.get(f"/engagements/{meeting}/brief")
        with count_queries(app) as seen:
            screen(people.bob, meeting)
        asked.append(len(seen))
    assert asked[0] == asked[1]
    assert asked[0] <= 40


def grow(app: Flask, client: int, body: int, size: int, *, alice: int, issue_id: int) -> None:
    """Add so many meetings, follow-ups, commitments and updates of an issue."""
    with app.app_context(), unit_of_work(None) as work:
        for number in range(size):
            at = now() - timedelta(days=30, minutes=number)
            met = Engagement(track="trade", channel="phone", state="held", starts_at=at, zone="UTC", subject="M",
                             starts_wall=at.replace(tzinfo=None), created_by_id=alice)  # fmt: skip
            task = Task(title=f"T{number}", assignee_id=alice, due_on=TODAY)
            promise = Commitment(text=f"P{number}", maker_kind="institution", maker_institution_id=body, made_on=TODAY,
                                 receiver_kind="us", made_at=now(), owner_id=alice)  # fmt: skip
            work.add_all([met, task, promise, IssueUpdate(issue_id=issue_id, at=now(), colour="red", text="U")])
            work.flush()
            work.add_all([
                EngagementClient(engagement_id=met.id, client_id=client, starts_at=at),
                EngagementInstitution(engagement_id=met.id, institution_id=body, starts_at=at),
                TaskClient(task_id=task.id, client_id=client), TaskInstitution(task_id=task.id, institution_id=body),
                CommitmentClient(commitment_id=promise.id, client_id=client),
            ])  # fmt: skip
