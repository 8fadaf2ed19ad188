"""What the Bureau of Transportation Statistics counts at a port, by the slug that sectors follow."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

#: Entries into the United States only.
MEASURES: Final[dict[str, Any]] = {
    "trucks": _l("Trucks"),
    "truck-containers-loaded": _l("Loaded truck containers"),
    "truck-containers-empty": _l("Empty truck containers"),
    "trains": _l("Trains"),
    "train-passengers": _l("Train passengers"),
    "rail-containers-loaded": _l("Loaded rail containers"),
    "rail-containers-empty": _l("Empty rail containers"),
    "buses": _l("Buses"),
    "bus-passengers": _l("Bus passengers"),
    "personal-vehicles": _l("Personal vehicles"),
    "personal-vehicle-passengers": _l("People in personal vehicles"),
    "pedestrians": _l("Pedestrians"),
}
