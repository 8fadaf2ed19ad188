from flask import Flask

from tests.support import PASSWORD, People, Person


def test_a_right_password_opens_my_day_and_a_wrong_one_says_one_sentence(people: People) -> None:
    assert people.alice.get("/account").status_code == 200
    wrong = people.nobody.post("/login", {"email": "alice@example.com", "password": "wrong"})
    unknown = people.nobody.post("/login", {"email": "zoe@example.com", "password": "wrong"})
    assert "E-mail or password is not right." in wrong.text
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.text.replace("alice@", "zoe@").count("alert-danger") == unknown.text.count("alert-danger") == 1


def test_a_cookie_replayed_after_sign_out_is_refused(people: People, app: Flask) -> None:
    alice = people.alice
    cookie = alice.http.get_cookie("puente")
    assert cookie is not None
    assert alice.post("/logout").status_code == 302
    thief = Person(app, None)
    thief.http.set_cookie("puente", cookie.value)
    assert thief.get("/account").status_code == 302


def test_the_session_id_is_new_at_sign_in(people: People) -> None:
    nobody = people.nobody
    nobody.get("/login")
    before = nobody.http.get_cookie("puente")
    nobody.post("/login", {"email": "bob@example.com", "password": PASSWORD})
    after = nobody.http.get_cookie("puente")
    assert before is not None
    assert after is not None
    assert before.value != after.value
