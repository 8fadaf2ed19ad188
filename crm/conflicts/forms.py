"""Judges what was typed about a conflict check, its hits and decision, an adverse party, a barrier."""

from collections.abc import Iterable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from crm.conflicts.actions import lines_of
from crm.conflicts.labels import RELATIONS, STATES
from crm.conflicts.models import AdverseParty, ConflictCheck
from crm.core.dates import today_in
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick, pick_many
from crm.issues.forms import IssuesField

#: Names on the lines of one field: each is looked for on its own.
MOST_LINES: Final = 30
NAMES_LIMIT: Final = 4_000


def few_lines(_form: Any, field: Any) -> None:
    """Refuse more names than one search takes."""
    if len(lines_of(field.data or "")) > MOST_LINES:
        raise ValidationError(_("At most %(number)s names, one a line.", number=MOST_LINES))


class CheckForm(BaseForm):
    """What to search for a new client or matter."""

    opportunity_id = pick(_l("Opportunity"), coerce=optional_int)
    names = paragraph(_l("Other names it has or had"), maximum=NAMES_LIMIT, rows=3)
    tax_id = line(_l("Another tax ID"), maximum=20)
    counterparties = paragraph(_l("Whom the matter stands against"), maximum=NAMES_LIMIT, rows=4)
    issues_for = IssuesField(_l("It will be for"), required=False)
    issues_against = IssuesField(_l("It will be against"), required=False)

    def __init__(self, opportunities: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.opportunity_id.choices = choices(opportunities, blank=_("None: the client as such"))

    def validate_names(self, field: Any) -> None:
        """Refuse too many."""
        few_lines(self, field)

    def validate_counterparties(self, field: Any) -> None:
        """Refuse too many."""
        few_lines(self, field)

    def validate_issues_against(self, field: Any) -> None:
        """Refuse an issue on which it would be both."""
        if set(field.data or ()) & set(self.issues_for.data or ()):
            raise ValidationError(_("The same issue stands on both sides."))

    def search(self) -> dict[str, Any]:
        """Return the values that `actions.run` takes."""
        sides = ((self.issues_for.data, "for"), (self.issues_against.data, "against"))
        plain = {name: self[name].data for name in ("opportunity_id", "names", "tax_id", "counterparties")}
        return plain | {"positions": {key: side for ids, side in sides for key in ids or ()}}


class JudgeForm(BaseForm):
    """Why a hit is a conflict, or why it is none."""

    reason = line(_l("Reason"), maximum=500, required=True)


class DecisionForm(BaseForm):
    """What is decided on a check."""

    state = pick(_l("Decision"))
    decision_note = paragraph(_l("Why"), maximum=1000, rows=3)
    waiver = paragraph(_l("What was waived"), maximum=2000, rows=3)
    waiver_by = line(_l("Who gave the waiver"), maximum=200)
    waiver_on = DateField(_l("Given on"), [Optional()])

    def __init__(self, check: ConflictCheck | None = None, **options: Any) -> None:
        super().__init__(**({} if check is None else {"obj": check}), **options)
        offered = {key: label for key, label in STATES.items() if key != "open"}
        self.state.choices = choices(offered, blank=_("Choose"))
        if check is not None and check.state == "open":
            self.state.data = ""

    def validate_state(self, field: Any) -> None:
        """Ask for one."""
        if not field.data:
            raise ValidationError(_("Choose what is decided."))

    def validate_waiver_on(self, field: Any) -> None:
        """Refuse a day that is still to come."""
        if field.data is not None and field.data > today_in(current_user.time_zone):
            raise ValidationError(_("This day is still to come."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether it is sound: all but `clear` need a reason, a waiver its words, who gave it and when."""
        sound = bool(super().validate(extra_validators))
        waived = self.state.data == "waived"
        wanted = {field: _("A waiver needs this.") for field in ("waiver", "waiver_by", "waiver_on") if waived}
        if self.state.data in {"waived", "barrier", "declined"}:
            wanted["decision_note"] = _("Say why.")
        for name, said in wanted.items():
            if not self[name].data and not self[name].errors:
                self[name].errors = [said]
                sound = False
        return sound


class PartyForm(BaseForm):
    """Somebody whom a client's matters stand against."""

    name = line(_l("Name"), maximum=200, required=True)
    relation = pick(_l("What they are to the client"))
    tax_id = line(_l("Tax ID"), maximum=20)
    note = line(_l("Note"), maximum=500)

    def __init__(self, party: AdverseParty | None = None, **options: Any) -> None:
        super().__init__(**({} if party is None else {"obj": party}), **options)
        self.relation.choices = choices(RELATIONS)
        if self.relation.data is None:
            self.relation.data = "competitor"


class CheckBarrierForm(BaseForm):
    """Who is kept out of which client for a check, why, and when somebody looks again."""

    client_id = pick(_l("Kept out of"), coerce=int)
    users = pick_many(_l("Who is kept out"), coerce=int)
    reason = line(_l("Reason"), maximum=300, required=True)
    review_on = DateField(_l("Look again on"), [Optional()])

    def __init__(self, clients: Iterable[tuple[int, str]], users: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.client_id.choices, self.users.choices = choices(clients), choices(users)

    def validate_users(self, field: Any) -> None:
        """Ask for at least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one colleague."))
