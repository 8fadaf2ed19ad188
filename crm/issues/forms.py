"""Judges what was typed about an issue; `IssuesField` picks them in the forms of features above."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, FormField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients import options
from crm.clients.forms.picker import ClientsField
from crm.core.amounts import CURRENCIES, AmountField
from crm.core.forms import BaseForm, choices, filled, line, optional_int, paragraph, pick, pick_many
from crm.core.i18n import language
from crm.core.picker import Choice, PickerField, PickerWords
from crm.core.text import clean
from crm.institutions.forms import InstitutionsField
from crm.issues import checks, naming
from crm.issues.actions import CITATION, FIELDS
from crm.issues.labels import COLOURS, KINDS, PERIODS, POSITIONS, SOURCES, STATES, hs_dotted
from crm.issues.models import Issue, IssueClient
from crm.reference.queries import chapters_by_code, usmca
from crm.tasks.forms import assignee_choices, may_see_all

#: Empty rows for citations; a script adds more.
EMPTY_ROWS: Final = 2
MOST_ROWS: Final = 20
TEXT_LIMIT: Final = 20_000
ASK_LIMIT: Final = 2000


class IssuesField(PickerField):
    """Issues picked by a part of their title, or by their number."""

    source, link = "issues.pick", "issue_id"
    words = PickerWords(
        choose=_l("Choose an issue from the list."),
        choose_one=_l("Choose one issue."),
        at_most=_l("Choose at most %(number)s issues."),
        none=_l("No issue has this in its title."),
        found=_l("Issues found: %(number)s"),
        failed=_l("The list of issues does not answer. Type the exact title."),
    )

    def chosen(self, ids: list[int]) -> Sequence[Choice]:
        """Return these issues."""
        return naming.chosen(ids)

    def named(self, name: str) -> int | None:
        """Return the one issue of this title."""
        return naming.named(name)


class CodesField(StringField):  # type: ignore[misc]
    """HS codes in one line; its data is a list of digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = checks.check_hs_codes(clean(valuelist[0] if valuelist else ""), chapters_by_code())

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else ", ".join(hs_dotted(code) for code in self.data or ())


class CitationRow(Form):  # type: ignore[misc]
    """Where a measure is published; a row without words is left out."""

    source = pick(_l("Source"))
    text = line(_l("Citation"), maximum=300)
    cited_on = DateField(_l("Published on"), [Optional()])
    url = line(_l("Link"), maximum=500)

    def validate_url(self, field: Any) -> None:
        """A link is https, and stands beside a citation."""
        if field.data:
            _checked(field)
            if not self.text.data:
                raise ValidationError(_("Write the citation beside its link."))


def _checked(field: Any) -> None:
    try:
        field.data = checks.check_link(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class IssueForm(BaseForm):
    """An issue as its page edits it."""

    title_en = line(_l("Title in English"), maximum=200)
    title_es = line(_l("Title in Spanish"), maximum=200, render_kw={"lang": "es"})
    kind = pick(_l("Kind"), default="tariff")
    state = pick(_l("State of the matter"), default="watch")
    owner_id = pick(_l("Consultant in charge"), coerce=optional_int)
    description = paragraph(_l("Description"), maximum=TEXT_LIMIT, rows=8)
    recommendation = paragraph(_l("Our recommendation"), maximum=TEXT_LIMIT, rows=3)
    citations = FieldList(FormField(CitationRow), label=_l("Legal citations"), max_entries=MOST_ROWS)
    usmca_chapter = pick(_l("USMCA chapter"), coerce=optional_int)
    usmca_article = line(_l("Article"), maximum=60)
    hs_codes = CodesField(_l("HS codes"), [Length(max=500)], render_kw={"maxlength": 500, "autocomplete": "off"})
    sectors = pick_many(_l("Sectors"), coerce=int)
    ports = pick_many(_l("Ports of entry"), coerce=int)
    institutions = InstitutionsField(_l("Institutions concerned"), required=False)
    effective_on = DateField(_l("Takes effect on"), [Optional()])
    comments_due_on = DateField(_l("Comments close on"), [Optional()])
    value_amount = AmountField(_l("Value at stake"), render_kw={"inputmode": "decimal", "autocomplete": "off"})
    value_currency = pick(_l("Currency"), default="USD")
    value_period = pick(_l("Period"), default="year")
    value_note = paragraph(_l("What the value is made of"), maximum=1000, rows=2)

    def __init__(self, *args: Any, issue: Issue | None = None, **kwargs: Any) -> None:
        if issue is not None:
            kwargs["data"] = issue_data(issue)
        super().__init__(*args, **kwargs)
        while len(self.citations.entries) < EMPTY_ROWS:
            self.citations.append_entry({"source": "fr"})
        for row in self.citations.entries:
            row.form.source.choices = choices(SOURCES)
        speaks = language()
        self.kind.choices, self.state.choices = choices(KINDS), choices(STATES)
        self.value_currency.choices, self.value_period.choices = choices(CURRENCIES), choices(PERIODS)
        self.sectors.choices, self.ports.choices = options.sectors(speaks), options.ports()
        self.usmca_chapter.choices = choices(
            ((c.number, f"{c.number} · {c.title(speaks)}") for c in usmca()), blank=_("None")
        )
        self.owner_id.choices = choices(owner_choices(issue.owner_id if issue else None), blank=_("Nobody"))

    def validate(self, extra_validators: Any = None) -> bool:
        """One title is enough, none is not; a number never stands alone. See BaseForm."""
        valid = bool(super().validate(extra_validators))
        # Not validators of the fields: an empty one is optional, and asked no further.
        if not self.title_en.data and not self.title_es.data:
            self.title_en.errors = [_("Give the issue a title, in one language at least.")]
            valid = False
        if self.value_amount.data is not None and not self.value_note.data:
            self.value_note.errors = [_("Say what this value is made of, and where it is from.")]
            valid = False
        return valid

    def changes(self) -> dict[str, Any]:
        """Return the values for the actions; without an amount no currency and period are kept."""
        values = self.values()
        values["citations"] = [row for row in values["citations"] if row["text"]]
        if values["value_amount"] is None:
            values["value_currency"] = values["value_period"] = ""
        return values


def issue_data(issue: Issue) -> dict[str, Any]:
    """Return an issue (its rows loaded) as the form's values."""
    plain = {name: getattr(issue, name) for name in (*FIELDS, "version")}
    plain["value_currency"], plain["value_period"] = issue.value_currency or "USD", issue.value_period or "year"
    return plain | {
        "citations": [{name: getattr(row, name) for name in CITATION} for row in issue.citations],
        "hs_codes": sorted(row.hs_code for row in issue.hs_codes),
        "sectors": [row.sector_id for row in issue.sectors],
        "ports": [row.port_id for row in issue.ports],
        "institutions": [row.institution_id for row in issue.institutions],
    }


def owner_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of those who may be in charge of an issue; `keep` stays on the list."""
    everybody = consultants(active_only=False)
    return [(u.id, u.name) for u in everybody if (u.active and u.may(Permission.ISSUE_WRITE)) or u.id == keep]


class UpdateForm(BaseForm):
    """How an issue stands now."""

    colour = RadioField(_l("Color"), [InputRequired(_l("Choose a color."))], choices=[])
    text = TextAreaField(_l("What is new"), [filled(), Length(max=4000)], filters=[clean], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colour.choices = choices(COLOURS)


class PositionForm(BaseForm):
    """What a client that an issue touches wants."""

    position = pick(_l("Position"), default="")
    ask = paragraph(_l("What it asks for"), maximum=ASK_LIMIT, rows=3)

    def __init__(self, *args: Any, row: IssueClient | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["data"] = {name: getattr(row, name) for name in ("position", "ask", "version")}
        super().__init__(*args, **kwargs)
        self.position.choices = choices(POSITIONS)


class TouchedForm(PositionForm):
    """A client that an issue touches, too."""

    client = ClientsField(_l("Client"), single=True)


class IssueTaskForm(BaseForm):
    """A follow-up of an issue."""

    title = line(_l("What is to be done"), maximum=300, required=True)
    due_on = DateField(_l("Due"), [Optional()])
    assignee_id = pick(_l("Who"), coerce=int)
    clients = ClientsField(_l("Clients"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignee_id.choices = choices(assignee_choices())

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse to give a follow-up to somebody who could not open it."""
        if field.data is not None and not may_see_all(field.data, self.clients.data or []):
            raise ValidationError(_("This colleague may not see every client and person chosen here."))
