"""A wall time that a clock shows."""

from datetime import datetime

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from crm.core.dates import ZONES, wall_exists, zone_place


def missing_hour(wall: datetime, zone: str) -> str:
    """Return why there is no such hour in a zone, '' where there is one."""
    if zone not in ZONES or wall_exists(wall, zone):
        return ""
    return str(_("This hour does not exist in %(place)s: the clocks go forward then.", place=zone_place(zone)))


def check_wall(wall: datetime, zone: str) -> None:
    """Refuse an hour that the clocks of that place never show."""
    if problem := missing_hour(wall, zone):
        raise ValidationError(problem)
