from flask import Flask

from crm.clients.naming import clients_named
from tests.clients.firm import add_client
from tests.tasks.firm import user


def test_a_client_is_named_by_its_name_or_tax_id_and_never_by_the_lack_of_one(app: Flask) -> None:
    plain, taxed = add_client(app, "Norte"), add_client(app, "Agrícola Peña", tax_id="GODE561231GR8")
    twins = [add_client(app, "Dos"), add_client(app, "DÓS")]
    add_client(app, "Cerrada", access="team", tax_id="942404110", country="US")
    texts = ["norte", "AGRICOLA  PENA", "gode-561231-gr8", "dos", "Nadie", "Cerrada", "94-2404110", "", "Norte 1"]
    with app.app_context():
        found = clients_named(user("bob"), texts)
        assert clients_named(user("bob"), []) == {}
    assert list(found.values()) == [[plain], [taxed], [taxed], twins, [], [], [], [], []]
