"""The columns of a file of engagements."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.clients.importing.fields import chapter_words, sector_words
from crm.core.dates import zone_labels
from crm.core.importing import ImportField
from crm.core.spellings import spellings
from crm.engagements.forms import NOTE_LIMIT
from crm.engagements.labels import CHANNELS, STATES, TRACKS
from crm.engagements.record_forms import TEXT_LIMIT
from crm.engagements.record_words import ASKED_BY, DIRECTIONS, LANGUAGES, OUR_ROLES

_MANY: Final = _l("Several with ; between them.")
_ON_RECORD: Final = _l("Several with ; between them. One that is not on record is kept as text.")
_CHANNEL_WORDS: Final = {
    "meeting": "in_person", "reunión": "in_person", "presencial": "in_person", "call": "phone", "llamada": "phone",
    "telephone": "phone", "teléfono": "phone", "zoom": "video", "teams": "video", "video": "video", "correo": "email",
    "mail": "email", "carta": "letter", "oficio": "letter", "visita": "site_visit", "visit": "site_visit",
}  # fmt: skip
_TRACK_WORDS: Final = {
    "diplomatic": "diplomatic", "government": "diplomatic", "gobierno": "diplomatic", "diplomática": "diplomatic",
    "commercial": "trade", "comercial": "trade",
}  # fmt: skip
_STATE_WORDS: Final = {
    "completed": "held", "done": "held", "scheduled": "planned", "canceled": "cancelled", "realizado": "held",
    "programada": "planned", "cancelado": "cancelled", "asked": "requested", "pending": "requested",
    "solicitada": "requested", "solicitado": "requested",
}  # fmt: skip

_WAYS: Final = {
    "incoming": "in", "outgoing": "out", "recibido": "in", "entrada": "in", "enviado": "out", "salida": "out",
}  # fmt: skip
_ASKERS: Final = {"we": "us", "nosotros": "us", "client": "client", "cliente": "client", "contraparte": "counterpart"}


def _zones() -> Mapping[str, str]:
    return spellings(
        zone_labels(), {"sonora": "America/Hermosillo", "arizona": "America/Phoenix", "cdmx": "America/Mexico_City"}
    )


#: What the folds of the form hold.
RECORD: Final = (
    ImportField("requested_on", _l("Asked for on"), "date", names=("requested on", "fecha de solicitud")),
    ImportField("request_channel", _l("Asked for by"), "choice",
                choices=lambda: spellings(CHANNELS, _CHANNEL_WORDS)),
    ImportField("request_to", _l("Asked of whom"), maximum=300),
    ImportField("remind_on", _l("Remind me on"), "date", names=("reminder", "recordatorio")),
    ImportField("direction", _l("Received or sent"), "choice", choices=lambda: spellings(DIRECTIONS, _WAYS),
                names=("direction", "sentido")),
    ImportField("letter_number", _l("Official letter number (oficio)"), maximum=80, names=(
        "letter number", "oficio", "número de oficio", "no. de oficio")),
    ImportField("reply_due_on", _l("Reply due on"), "date", names=("reply due", "fecha límite de respuesta")),
    ImportField("replied_on", _l("Answered on"), "date", names=("replied on", "fecha de respuesta")),
    ImportField("language", _l("Language spoken"), "choice", choices=lambda: spellings(LANGUAGES, {}),
                names=("language", "idioma")),
    ImportField("place", _l("Place"), maximum=300, names=("location", "venue", "lugar")),
    ImportField("asked_by", _l("Who asked for it"), "choice", choices=lambda: spellings(ASKED_BY, _ASKERS)),
    ImportField("purpose", _l("Purpose"), "long", maximum=TEXT_LIMIT, names=("objective", "propósito", "objetivo")),
    ImportField("sectors", _l("Sectors"), "choice", many=True, choices=sector_words, names=("sector", "sectores")),
    ImportField("chapters", _l("HS chapters"), "choice", many=True, choices=chapter_words, names=(
        "hs chapter", "capítulos del sa")),
    ImportField("name_officials", _l("May reports name the officials?"), "yes_no",
                help=_l("Where there is none: yes.")),
    ImportField("our_role", _l("In whose name we were there"), "choice", choices=lambda: spellings(OUR_ROLES, {})),
    ImportField("legal_texts", _l("Bills, rules, treaty articles"), "long", maximum=TEXT_LIMIT),
)  # fmt: skip
FIELDS: Final = (
    ImportField("subject", _l("Subject"), required=True, maximum=300, names=("title", "asunto", "tema")),
    ImportField("clients", _l("Clients"), required=True, many=True, maximum=200, names=(
        "client", "company", "cliente", "empresa"), help=_l("Names or tax IDs, with ; between them.")),
    ImportField("institutions", _l("Institutions"), many=True, maximum=300, help=_ON_RECORD,
                names=("institution", "institución", "dependencia", "contraparte")),
    ImportField("persons", _l("People present"), many=True, maximum=300, help=_ON_RECORD,
                names=("people", "attendees", "participants", "asistentes", "participantes", "contacto")),
    ImportField("track", _l("Track"), "choice", required=True, names=("vertiente",),
                shown=lambda: TRACKS, choices=lambda: spellings(TRACKS, _TRACK_WORDS)),
    ImportField("channel", _l("Channel"), "choice", names=("type", "activity type", "canal", "medio"),
                shown=lambda: CHANNELS,
                choices=lambda: spellings(CHANNELS, _CHANNEL_WORDS), help=_l("Where there is none: in person.")),
    ImportField("state", _l("Status"), "choice", names=("estatus", "estado"),
                shown=lambda: STATES, choices=lambda: spellings(STATES, _STATE_WORDS),
                help=_l("Where there is none: held, or planned if it lies ahead.")),
    ImportField("cancel_reason", _l("Why it was cancelled"), maximum=300, names=("motivo de cancelación",)),
    ImportField("starts_wall", _l("Start"), "moment", names=(
        "date", "start", "start date", "activity date", "fecha", "fecha y hora", "inicio"), help=_l(
        "Day and hour. A day without an hour is taken as 12:00. A requested engagement has none yet.")),
    ImportField("zone", _l("Hour of"), "choice", names=("time zone", "timezone", "zona horaria"), choices=_zones,
                shown=zone_labels,
                help=_l("Where there is none: your own.")),
    ImportField("minutes", _l("Minutes"), "number", names=("duration", "duration (minutes)", "duración", "minutos")),
    ImportField("note", _l("Engagement note"), "long", maximum=NOTE_LIMIT, names=(
        "note", "notes", "comments", "description", "nota", "notas", "comentarios")),
    ImportField("summary_en", _l("Summary for the client, English"), "long", maximum=TEXT_LIMIT),
    ImportField("summary_es", _l("Summary for the client, Spanish"), "long", maximum=TEXT_LIMIT),
    ImportField("outcome", _l("Outcome"), "long", maximum=TEXT_LIMIT, names=("result", "resultado")),
    ImportField("next_step", _l("Next step"), "long", maximum=TEXT_LIMIT, names=("next steps", "siguiente paso")),
    ImportField("consultants", _l("Our consultants"), many=True, maximum=254, help=_l(
        "E-mail addresses or names, with ; between them."), names=("consultant", "assigned to", "owner", "consultor",
                                                                   "consultores", "responsable")),
    ImportField("usmca", _l("USMCA chapters"), many=True, maximum=200, help=_MANY, names=(
        "usmca", "t-mec", "tmec", "capítulos del t-mec")),
    ImportField("institution", _l("Institution or business not in the register"), maximum=300),
    ImportField("people", _l("People present who are not in the register"), "long", maximum=TEXT_LIMIT),
    *RECORD,
)  # fmt: skip
