"""A maquiladora's register kept on a phone in Spanish, by visible labels only, and all of it found again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit, Visitor
from tests.journeys.words import words

pytestmark = pytest.mark.browser

PARENT, CLIENT = "Copper State Assembly", "Maquiladora Álamo Verde"
PEOPLE = (
    ("Ing.", "Íñigo", "Peña", "Núñez", "Gerente de planta", "662 212 3456"),
    ("Lic.", "Zulema", "Ibáñez", "Ruiz", "Comercio exterior", "662 212 3457"),
    ("C.P.", "Ángel", "Ochoa", "Güereña", "Finanzas", "662 212 3458"),
)
CONSUL = "Mtra. Leticia Barragán Solís"
CONSULATE = "Consulado General de México en Nogales, Arizona"
MEETING = "Cónsul: carril para partes de arnés"


@dataclass
class Phone:
    """One consultant on a phone, in Spanish."""

    someone: Visitor

    def say(self, text: str) -> str:
        return words("es")(text)

    @property
    def page(self) -> Page:
        return self.someone.page

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def go(self, place: str) -> None:
        self.page.get_by_role("button", name=self.say("Menu"), exact=True).click()
        menu = self.page.get_by_role("navigation", name=self.say("Main"))
        menu.get_by_role("link", name=re.compile(f"^{self.say(place)}")).click()

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{self.page.url} is {wide} pixels wide"

    def text(self, label: str, value: str) -> None:
        self.main.get_by_role("textbox", name=self.say(label), exact=True).fill(value)

    def choose(self, label: str, starts: str) -> None:
        box = self.main.get_by_role("combobox", name=self.say(label), exact=True)
        named = [name.strip() for name in box.locator("option").all_text_contents()]
        box.select_option(label=next(name for name in named if name.startswith(starts)))

    def pick(self, label: str, typed: str, name: str) -> None:
        """Type a part of a name in a picker and choose the one option that has it."""
        box = self.main.get_by_role("combobox", name=self.say(label), exact=True)
        box.press_sequentially(typed)
        self.main.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).click()
        expect(self.main.get_by_role("button", name=self.say("Remove %(name)s") % {"name": name})).to_be_visible()

    def press(self, label: str) -> None:
        self.main.get_by_role("button", name=self.say(label), exact=True).first.click()

    def link(self, label: str) -> None:
        self.main.get_by_role("link", name=label, exact=True).first.click()

    def tab(self, label: str) -> None:
        tabs = self.main.get_by_role("navigation", name=self.say("Parts of this client"))
        tabs.get_by_role("link", name=re.compile(f"^{self.say(label)}")).click()

    def add_client(self, name: str, country: str, state: str, city: str, parent: str = "") -> None:
        self.go("Clients")
        self.link(self.say("Add a client"))
        self.text("Name", name)
        self.choose("Country", country)
        self.choose("State", state)
        self.text("City", city)
        self.choose("Account lead", "Marisol")
        if parent:
            self.pick("Parent", parent[:9], parent)
        self.press("Add")
        self.heading(name)

    def add_person(self, honorific: str, given: str, surname: str, second: str, *, title: str, phone: str) -> None:
        """Add somebody from within the picker of the client's own page."""
        box = self.main.get_by_role("combobox", name=self.say("Person"), exact=True)
        box.press_sequentially(f"{given} {surname}")
        self.main.get_by_role("option", name=self.say("Add “%(name)s”") % {"name": f"{given} {surname}"}).click()
        dialog = self.page.get_by_role("dialog", name=self.say("Add a person"))
        for label, value in (("Title", honorific), ("Given name", given), ("Surname", surname),
                             ("Second surname", second), ("Phone", phone)):  # fmt: skip
            dialog.get_by_label(self.say(label), exact=True).fill(value)
        dialog.get_by_role("button", name=self.say("Add"), exact=True).click()
        full = f"{honorific} {given} {surname} {second}"
        expect(self.main.get_by_role("button", name=self.say("Remove %(name)s") % {"name": full})).to_be_visible()
        # A dialog gives the focus back when it closes: what is typed before would land in the picker.
        expect(dialog).to_be_hidden()
        self.text("Title there", title)
        self.press("Add")
        expect(self.main.get_by_role("link", name=full, exact=True)).to_be_visible()

    def add_certification(self, number: str, days: int) -> None:
        self.tab("Trade profile")
        self.link(self.say("Add a certification"))
        self.choose("Kind", self.say("IMMEX program"))
        self.text("Number", number)
        last = datetime.now(ZoneInfo("America/Phoenix")).date() + timedelta(days=days)
        self.main.get_by_label(self.say("Good until"), exact=True).fill(last.isoformat())
        self.press("Add")
        expect(self.main.get_by_text(number)).to_be_visible()

    def log_meeting(self) -> None:
        self.page.get_by_role("banner").get_by_role("link", name=self.say("Log engagement")).click()
        self.text("Subject", MEETING)
        # Opened from the client's page: the client stands there already.
        expect(self.main.get_by_role("button", name=self.say("Remove %(name)s") % {"name": CLIENT})).to_be_visible()
        self.pick("People present", "leticia barr", CONSUL)
        self.main.get_by_role("radio", name=self.say("Diplomatic & government")).check()
        self.text("Engagement note", "Ofreció una mesa con la aduana.")
        self.press("Save")
        self.heading(MEETING)

    def find(self, typed: str, name: str) -> None:
        self.page.get_by_role("link", name=self.say("Search")).click()
        box = self.main.get_by_role("searchbox")
        box.fill(typed)
        box.press("Enter")
        self.main.get_by_role("link", name=name, exact=True).first.click()


def test_a_register_is_kept_on_a_phone_in_spanish_and_all_of_it_is_found_again(visitor: Visit) -> None:
    phone = Phone(visitor("consultant@example.com", "es", 390))
    phone.add_client(PARENT, "Estados Unidos", "Arizona", "Chandler")
    phone.add_client(CLIENT, "México", "Sonora", "Agua Prieta", parent=PARENT)
    phone.tab("People")
    for person in PEOPLE:
        phone.add_person(*person[:4], title=person[4], phone=person[5])
    phone.add_certification("4410-2016", days=20)
    phone.log_meeting()
    expect(phone.main.get_by_role("link", name=CONSULATE)).to_be_visible()
    expect(phone.main.get_by_text(f"Cónsul general, {CONSULATE}")).to_be_visible()

    phone.go("My day")
    card = phone.main.get_by_role("region", name=phone.say("Certifications that end"))
    expect(card.get_by_text("4410-2016")).to_be_visible()
    card.get_by_role("link", name=CLIENT).click()
    phone.heading(CLIENT)
    phone.tab("Overview")
    family = phone.main.get_by_role("region", name=phone.say("Parent and subsidiaries"))
    family.get_by_role("link", name=PARENT).click()
    phone.heading(PARENT)
    phone.find("inigo pena", "Ing. Íñigo Peña Núñez")
    phone.heading("Ing. Íñigo Peña Núñez")
    expect(phone.main.get_by_role("link", name="+52 662 212 3456")).to_have_attribute("href", "tel:+526622123456")
    phone.main.get_by_role("region", name=phone.say("At clients")).get_by_role("link", name=CLIENT).click()
    phone.heading(CLIENT)
    phone.go("Institutions")
    phone.main.get_by_role("searchbox", name=phone.say("Name or city")).fill("nogales")
    phone.press("Show")
    phone.link(CONSULATE)
    phone.heading(CONSULATE)
    expect(phone.main.get_by_role("link", name=MEETING)).to_be_visible()
    phone.link(CONSUL)
    phone.heading(CONSUL)
    expect(phone.main.get_by_role("link", name=MEETING)).to_be_visible()
    phone.find("mesa aduana", MEETING)
    phone.heading(MEETING)
    assert phone.someone.complaints == []
