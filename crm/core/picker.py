"""A form field that picks records by typing a part of their name; each feature makes its own of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from crm.core.feature import registry
from crm.core.offers import Lazy
from crm.core.text import clean


@dataclass(frozen=True, slots=True)
class Choice:
    """A record as a picker shows it: its name, and a line that tells it from others of the name."""

    id: int
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class PickerWords:
    """What a picker says. `found` takes %(number)s, as does `at_most`."""

    choose: Lazy
    choose_one: Lazy
    at_most: Lazy
    none: Lazy
    found: Lazy
    failed: Lazy


class PickerField(Field, ABC):  # type: ignore[misc]
    """Records picked by typing a part of their name; `data` is a list of ids.

    A feature subclasses it with `source` (the endpoint that answers `{"found": [{id, name, place}]}` to `?q=`),
    `link` (the id's name in link rows), `words`, and the questions `chosen` and `named`. `single=True` takes at most
    one, `required=False` none. As data it takes ids, records or link rows, so that `Form(obj=engagement)` and
    `Form(clients=[7])` both work. Draw it with the macro `picker(form.clients)` of core/_picker.html, which brings
    its own script; without script the plain input takes an exact name. It posts `clients` once for each id, and
    `clients-typed` for words that are not chosen yet. An id that is unknown, or hidden from the reader, gives the
    same sentence. `picked()` are the visible records in `data`.
    """

    source: ClassVar[str]
    link: ClassVar[str]
    words: ClassVar[PickerWords]
    #: Endpoint that adds a record from within the form ('' for none), and the template of its dialog.
    adds: ClassVar[str] = ""
    add_dialog: ClassVar[str] = ""

    def __init__(
        self, label: Any = None, *, single: bool = False, required: bool = True, maximum: int = 20, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.single, self.required, self.maximum = single, required, 1 if single else maximum
        self.typed = ""
        self._picked: tuple[list[int], Sequence[Choice]] | None = None
        if required:
            self.flags.required = True

    @abstractmethod
    def chosen(self, ids: list[int]) -> Sequence[Choice]:
        """Return those of these records that the reader may see, in the order given."""

    @abstractmethod
    def named(self, name: str) -> int | None:
        """Return the id of the one visible record of exactly this name."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted, else the record's own rows."""
        options = {} if data is None else {"data": data}
        super().process(formdata, extra_filters=extra_filters, **options)
        if formdata is not None:
            self.typed = clean(formdata.get(f"{self.name}-typed", ""))[:200]

    def process_data(self, value: Any) -> None:
        """Take ids, records or link rows."""
        items: Iterable[Any] = value if isinstance(value, list | tuple) else [] if value is None else [value]
        self.data = [item if isinstance(item, int) else getattr(item, self.link, None) or item.id for item in items]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted ids; what is no number is kept as an id that nobody has.

        A record that was merged while the form was open stands for the one that was kept.
        """
        merged = registry().merged(self.link)
        numbers = [int(v) if v.isascii() and v.isdecimal() and len(v) < 10 else 0 for v in valuelist if v]  # noqa: PLR2004
        self.data = list(dict.fromkeys(merged.get(number, number) for number in numbers))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        """Add a record typed by its exact name, then weigh number and visibility."""
        if self.typed:
            found = self.named(self.typed)
            if found is None:
                raise ValidationError(self.words.choose)
            self.data = list(dict.fromkeys([*self.data, found]))
            self.typed = ""
        if len(self.picked()) != len(self.data) or (self.required and not self.data):
            raise ValidationError(self.words.choose)
        if len(self.data) > self.maximum:
            raise ValidationError(
                self.words.choose_one if self.single else str(self.words.at_most) % {"number": self.maximum}
            )

    def picked(self) -> Sequence[Choice]:
        """Return the chosen records that the reader may see."""
        ids = list(self.data or [])
        if self._picked is None or self._picked[0] != ids:
            self._picked = (ids, self.chosen(ids))
        return self._picked[1]

    @property
    def choices(self) -> list[SelectChoice]:
        """Return labels of the chosen ones, for the page that compares two texts."""
        return [SelectChoice(value=str(c.id), label=c.name) for c in self.picked()]
