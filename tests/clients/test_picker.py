from flask import Flask
from flask_login import login_user
from werkzeug.datastructures import MultiDict

from crm.accounts.models import User
from crm.clients.forms.picker import ClientsField
from crm.core.db import db
from crm.core.forms import BaseForm, field_text
from tests.clients.firm import add_client, bar, user_id
from tests.support import People


class ManyForm(BaseForm):
    clients = ClientsField("Clients", maximum=2)


class OneForm(BaseForm):
    clients = ClientsField("Client", single=True, required=False)


def judge(app: Flask, name: str, form: type[BaseForm], *posted: tuple[str, object]) -> tuple[bool, list[int], str]:
    with app.test_request_context(method="POST"):
        user = db.session.execute(db.select(User).where(User.id == user_id(app, name))).scalar_one()
        login_user(user)
        made = form(formdata=MultiDict([(key, str(value)) for key, value in posted]), meta={"csrf": False})
        good = made.validate()
        return good, made.clients.data, " ".join(map(str, made.clients.errors))


def test_visible_clients_are_taken_and_hidden_or_unknown_ones_get_the_same_sentence(app: Flask) -> None:
    one, two, three = (add_client(app, name) for name in ("One", "Two", "Three"))
    secret = add_client(app, "Secret", access="team")
    bar(app, three, "alice")
    assert judge(app, "alice", ManyForm, ("clients", one), ("clients", two)) == (True, [one, two], "")
    refusals = [
        judge(app, "alice", ManyForm, *posted)
        for posted in (
            [("clients", secret)],
            [("clients", three)],
            [("clients", 999)],
            [("clients", "x")],
            [],
            [("clients", "9" * 40)],
            [("clients", one), ("clients", secret)],
            [("clients-typed", "Secret")],
            [("clients-typed", "nothing")],
        )
    ]
    assert {(good, said) for good, _data, said in refusals} == {(False, "Choose a client from the list.")}


def test_an_exact_name_is_enough_without_script_and_a_double_name_is_not(app: Flask) -> None:
    pena = add_client(app, "Agrícola Peña")
    assert judge(app, "alice", OneForm, ("clients-typed", "agricola PENA")) == (True, [pena], "")
    add_client(app, "AGRICOLA PEÑA")
    assert not judge(app, "alice", OneForm, ("clients-typed", "agricola pena"))[0]


def test_a_single_field_takes_one_and_may_be_empty(app: Flask) -> None:
    one, two = add_client(app, "One"), add_client(app, "Two")
    assert judge(app, "alice", OneForm) == (True, [], "")
    assert judge(app, "alice", OneForm, ("clients", one), ("clients", two))[2] == "Choose one client."
    three = add_client(app, "Three")
    many = judge(app, "alice", ManyForm, ("clients", one), ("clients", two), ("clients", three))
    assert many[2] == "Choose at most 2 clients."


def test_data_may_be_ids_records_or_link_rows_and_differences_show_names(app: Flask) -> None:
    class Link:
        client_id = add_client(app, "One")

    with app.test_request_context():
        login_user(db.session.execute(db.select(User).where(User.id == user_id(app, "alice"))).scalar_one())
        form = ManyForm(clients=[Link(), 999], meta={"csrf": False})
        assert form.clients.data == [Link.client_id, 999]
        assert [client.name for client in form.clients.picked()] == ["One"]
        assert field_text(form.clients) == "999, One"


def test_the_list_of_a_picker_has_beginnings_first_and_at_most_ten(app: Flask, people: People) -> None:
    add_client(app, "Alfa Norte", city="Yuma", country="US", state="US-AZ")
    for number in range(12):
        add_client(app, f"Norte {number:02}")
    found = people.alice.get("/clients/pick?q=NÓRTE").json
    assert found is not None
    assert [client["name"] for client in found["found"]] == [f"Norte {number:02}" for number in range(10)]
    alfa = people.alice.get("/clients/pick?q=norte+alfa").json
    assert alfa == {"found": [{"id": 1, "name": "Alfa Norte", "place": "Yuma, Arizona"}]}
    assert people.nobody.get("/clients/pick?q=norte").status_code == 302
    for odd in ("%00", "%25", "'", "%5C", "x" * 5000, ""):
        assert people.alice.get(f"/clients/pick?q={odd}").status_code == 200
