"""The path of the foundation, walked by visible labels: sign in, client, engagement, follow-up, figures, report."""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Visit, Visitor
from tests.journeys.words import Say, words

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "English", "es": "Spanish"}


@dataclass
class Walk:
    """One consultant in one language, on a desk or on a phone."""

    someone: Visitor
    language: str
    client: str

    @property
    def say(self) -> Say:
        return words(self.language)

    @property
    def page(self) -> Page:
        return self.someone.page

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def go(self, place: str) -> None:
        """Choose a line of the menu, which a phone opens first."""
        opener = self.page.get_by_role("button", name=self.say("Menu"), exact=True)
        if opener.is_visible():
            opener.click()
        menu = self.page.get_by_role("navigation", name=self.say("Main"))
        menu.get_by_role("link", name=re.compile(f"^{self.say(place)}")).click()

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def text(self, label: str, value: str) -> None:
        self.main.get_by_role("textbox", name=self.say(label), exact=True).fill(value)

    def choose(self, label: str, starts: str) -> None:
        """Choose the entry of a list that starts with these words."""
        box = self.main.get_by_role("combobox", name=self.say(label), exact=True)
        named = [name.strip() for name in box.locator("option").all_text_contents()]
        box.select_option(label=next(name for name in named if name.startswith(starts)))

    def unfold(self, label: str) -> None:
        """Open a part of the form that is folded away, by its own words."""
        self.main.locator("summary", has_text=self.say(label)).press("Enter")

    def tick_by_keyboard(self, label: str, typed: str, name: str) -> None:
        """Open a long list, narrow it, tick its first entry and leave it, all without a mouse."""
        group = self.main.get_by_role("group", name=self.say(label))
        group.locator("summary").press("Enter")
        group.get_by_role("searchbox").press_sequentially(typed)
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        expect(group.get_by_role("checkbox", name=name)).to_be_checked()
        self.page.keyboard.press("Escape")
        expect(group.get_by_role("searchbox")).to_be_hidden()
        expect(group.get_by_text(name).first).to_be_visible()

    def add_client(self, sector: str, chapter: str) -> None:
        self.go("Clients")
        self.main.get_by_role("link", name=self.say("Add a client")).first.click()
        self.text("Name", self.client)
        self.choose("State", "Sonora")
        self.text("City", "Navojoa")
        self.choose("Primary sector", sector)
        self.tick_by_keyboard("HS chapters traded northbound (Mexico to US)", "07", chapter)
        self.tick_by_keyboard("Ports of entry", "nogales", "Nogales, AZ (2604)")
        self.choose("Account lead", "Marisol")
        self.choose("Report language", self.say(LANGUAGES[self.language]))
        self.main.get_by_role("button", name=self.say("Add"), exact=True).press("Enter")
        self.heading(self.client)

    def log_engagement(self, subject: str, note: str, summary: str, follow_ups: list[str]) -> None:
        self.main.get_by_role("link", name=self.say("Log engagement"), exact=True).first.click()
        self.text("Subject", subject)
        expect(self.main.get_by_text(self.client).first).to_be_visible()
        self.main.get_by_role("radio", name=self.say("Diplomatic & government")).press("Space")
        self.text("Engagement note", note)
        self.unfold("Summary for the client")
        self.text(f"In {LANGUAGES[self.language]}", summary)
        self.unfold("Outcome, people, chapters")
        self.text("Institution or business not in the register", "Consulado General de México en Phoenix")
        self.text("People present who are not in the register", "Lic. Íñigo Peña")
        self.unfold("Follow-ups")
        for number, title in enumerate(follow_ups, 1):
            row = self.main.get_by_role("group", name=self.say("New follow-up %(number)s") % {"number": number})
            row.get_by_role("textbox", name=self.say("What is to be done")).fill(title)
            row.get_by_label(self.say("Due")).fill(datetime.now(ZoneInfo("America/Phoenix")).date().isoformat())
        self.main.get_by_role("button", name=self.say("Save"), exact=True).press("Enter")
        self.heading(subject)
        expect(self.main.get_by_text("Consulado General de México en Phoenix")).to_be_visible()

    def open_client(self) -> None:
        self.main.get_by_role("link", name=self.client).first.click()
        self.heading(self.client)

    def see_figures(self, title: str, told: str) -> None:
        tile = self.main.get_by_role("region", name=self.say("Trade indicators")).get_by_role("link", name=title)
        expect(tile).to_have_text(re.compile(told, re.DOTALL))

    def hand_over_report(self, expected: list[str], *, never: str) -> None:
        self.main.get_by_role("link", name=self.say("Report"), exact=True).click()
        self.choose("Period", self.say("This quarter"))
        self.main.get_by_role("button", name=self.say("Make the report")).press("Enter")
        self.heading(re.compile(f"^{self.client}"))
        with self.page.expect_download() as waiting:
            self.main.get_by_role("button", name="PDF").click()
        written = waiting.value.path().read_bytes()
        assert written.startswith(b"%PDF")
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages).split())
        for words_expected in [self.client, *expected]:
            assert words_expected in text, f"{words_expected!r} is not in the report: {text[:1500]}"
        assert never not in text

    def tick(self, title: str) -> None:
        """Tick a follow-up off where it stands and see it go."""
        box = self.main.get_by_role("checkbox", name=self.say("Done: %(title)s") % {"title": title})
        box.press("Space")
        expect(box).to_have_count(0)

    def find(self, typed: str, subject: str) -> None:
        box = self.page.get_by_role("searchbox", name=self.say("Search clients, people, notes…"))
        if not box.is_visible():
            self.page.get_by_role("link", name=self.say("Search")).click()
            box = self.main.get_by_role("searchbox")
        box.fill(typed)
        box.press("Enter")
        expect(self.main.get_by_role("link", name=subject)).to_be_visible()


def test_a_consultant_walks_the_whole_path_on_a_desk(visitor: Visit) -> None:
    walk = Walk(visitor("consultant@example.com", "en", 1440), "en", "Hortalizas del Mayo")
    walk.add_client("Fresh vegetables", "07 Vegetables")
    walk.log_engagement(
        "Consul general: inspections at Mariposa",
        "La cónsul pidió **tiempos de espera** y una inspección conjunta.",
        "The consul offered a round table with the port.",
        ["Send the dwell-time sheet", "Call the port director"],
    )
    walk.open_client()
    walk.see_figures("HS 07 Vegetables", r"US\$8\.06 billion.*2025 · −18\.7% on 2024.*BTS TransBorder")
    walk.see_figures("Trucks northbound, Nogales", r"trucks.*Feb 2025.*BTS Border Crossing.*Not current")
    walk.hand_over_report(
        ["The consul offered a round table with the port.", "Send the dwell-time sheet", "US$8.06 billion"],
        never="tiempos de espera",
    )
    walk.go("Clients")
    walk.open_client()
    walk.tick("Send the dwell-time sheet")
    walk.go("My day")
    walk.tick("Call the port director")
    walk.find("inspeccion consul", "Consul general: inspections at Mariposa")
    assert walk.someone.complaints == []


def test_a_consultant_walks_the_same_path_on_a_phone_in_spanish(visitor: Visit) -> None:
    walk = Walk(visitor("consultant@example.com", "es", 390), "es", "Empacadora Río Mátape")
    walk.add_client("Hortalizas frescas", "07 Hortalizas")
    walk.log_engagement(
        "Aduana de Nogales: carril de perecederos",
        "El administrador pidió el **plan de muestreo** por escrito.",
        "La aduana recibirá una propuesta de horario.",
        ["Enviar la propuesta de horario", "Llamar al administrador"],
    )
    walk.open_client()
    walk.see_figures("SA 07 Hortalizas", r"USD 8,058 millones.*2025 · −18\.7% respecto a 2024.*TransBorder")
    walk.hand_over_report(
        ["La aduana recibirá una propuesta de horario.", "Enviar la propuesta de horario", "USD 8,058 millones"],
        never="plan de muestreo",
    )
    walk.go("Clients")
    walk.open_client()
    walk.tick("Enviar la propuesta de horario")
    walk.go("My day")
    walk.tick("Llamar al administrador")
    walk.find("matape", "Empacadora Río Mátape")
    assert walk.someone.complaints == []
