"""The kinds of report beside those of a client's period, by name."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.reports.build.kinds import institution, issue, mission, pipeline, portfolio, sector
from crm.reports.build.kinds.kind import Kind

_ALL: Final = (
    Kind("portfolio", _l("Portfolio review"), "firm", ("internal",), portfolio.PARTS, portfolio.build),
    Kind("pipeline", _l("Pipeline review"), "firm", ("internal",), pipeline.PARTS, pipeline.build),
    Kind("institution", _l("Institution report"), "institution", ("internal", "client"), institution.PARTS,
         institution.build),
    Kind("issue", _l("Issue report"), "issue", ("internal", "client"), issue.PARTS, issue.build),
    Kind("sector", _l("Sector brief"), "sector", ("internal", "client", "public"), sector.PARTS, sector.build),
    Kind("mission", _l("Trade mission summary"), "mission", ("internal", "client"), mission.PARTS, mission.build),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
