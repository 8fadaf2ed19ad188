"""The columns of a file of follow-ups."""

from typing import Final

from flask_babel import lazy_gettext as _l

from crm.core.dates import zone_labels
from crm.core.importing import ImportField
from crm.core.spellings import spellings
from crm.tasks.forms import NOTES_LIMIT, PRIORITIES

_PRIORITY_WORDS: Final = {
    "high": "high", "urgent": "high", "urgente": "high", "low": "normal", "baja": "normal", "media": "normal",
    "medium": "normal",
}  # fmt: skip
_MANY: Final = _l("Several with ; between them, each on record.")

FIELDS: Final = (
    ImportField("title", _l("What is to be done"), required=True, maximum=300, names=(
        "title", "task", "subject", "task name", "título", "pendiente", "tarea", "asunto")),
    ImportField("notes", _l("Notes"), "long", maximum=NOTES_LIMIT, names=(
        "comments", "description", "notas", "comentarios", "descripción")),
    ImportField("due_on", _l("Due"), "date", names=("due date", "deadline", "vence", "fecha límite", "vencimiento")),
    ImportField("due_time", _l("Hour"), maximum=20, names=("time", "due time", "hora"),
                help=_l("On a 24-hour clock: 14:30. Needs the day.")),
    ImportField("due_zone", _l("Hour of"), "choice", names=("time zone", "zone", "zona horaria"),
                shown=zone_labels, choices=lambda: spellings(zone_labels()),
                help=_l("Where there is none: the place of your own clock.")),
    ImportField("assignee_id", _l("Who"), maximum=254, names=(
        "assignee", "assigned to", "owner", "responsable", "asignado a"),
                help=_l("E-mail address or name of a consultant. Where there is none: you.")),
    ImportField("assignees", _l("Together with"), many=True, maximum=254, names=(
        "others", "also", "junto con", "también"), help=_l("E-mail addresses or names of consultants.")),
    ImportField("priority", _l("Priority"), "choice", names=("prioridad",),
                shown=lambda: PRIORITIES, choices=lambda: spellings(PRIORITIES, _PRIORITY_WORDS)),
    ImportField("done_on", _l("Done on"), "date", names=("completed", "completed date", "done", "hecho", "terminado"),
                help=_l("Empty where it is not done yet.")),
    ImportField("clients", _l("Clients"), many=True, maximum=200, help=_MANY, names=(
        "client", "company", "cliente", "empresa")),
    ImportField("institutions", _l("Institutions"), many=True, maximum=200, help=_MANY, names=(
        "institution", "institución", "dependencia")),
    ImportField("people", _l("People"), many=True, maximum=300, help=_MANY, names=(
        "person", "contact", "persona", "contacto")),
)  # fmt: skip
