"""What an archive or a backup says of itself: `manifest.json`, its last part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from crm import __version__
from crm.accounts.models import OneTimeLink, SignInCounter, UserSession
from crm.core.checks import database_revision
from crm.core.dates import now
from crm.core.db import dialect_name

ARCHIVE: Final = "puente-archive"
BACKUP: Final = "puente-backup"
#: Of the layout that docs/archive.md describes.
FORMAT_VERSION: Final = 1


_NO_MANIFEST: Final = "Its manifest can't be read: this is no archive of Puente."
_OTHER_KIND: Final = {
    BACKUP: "This is a backup, not an archive: crm restore reads it.",
    ARCHIVE: "This is an archive, not a backup: crm archive read reads it.",
}


#: Tables that stay behind, with the reason.
LEFT_OUT: Final = {
    UserSession.__tablename__: "sign-ins end: whoever reads it in signs in anew",
    OneTimeLink.__tablename__: "one-time links that set a password end",
    SignInCounter.__tablename__: "failed sign-ins of the last minutes",
}


class ArchiveError(Exception):
    """It can't be written or read; the message is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the archive: its name, bytes, sha256; rows where it is JSON Lines."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest: kind, versions, engine, when it was made (ISO-8601 UTC), its parts but for the stored files."""

    format: str
    schema: str
    engine: str
    made_at: str
    parts: Sequence[Part]
    product_version: str = __version__
    format_version: int = FORMAT_VERSION
    left_out: Mapping[str, str] = field(default_factory=lambda: LEFT_OUT)

    def part(self, name: str) -> Part:
        """Return a part by its name. Raises ArchiveError."""
        for part in self.parts:
            if part.name == name:
                return part
        raise ArchiveError(f"Its manifest names no {name}: this is no whole archive.")

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


def new_manifest(kind: str, parts: Sequence[Part]) -> Manifest:
    """Return the manifest of what was made now from the database in use."""
    made_at = now().isoformat(timespec="seconds").replace("+00:00", "Z")
    return Manifest(kind, database_revision(), dialect_name(), made_at, parts)


def read_manifest(text: bytes, kind: str) -> Manifest:
    """Read a manifest. Raises ArchiveError where it is none, of another kind, or of an unknown format."""
    try:
        told: dict[str, Any] = json.loads(text)
        found, version = told["format"], told["format_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(_NO_MANIFEST) from error
    if found != kind:
        raise ArchiveError(_OTHER_KIND.get(found, _NO_MANIFEST))
    if version != FORMAT_VERSION:
        raise ArchiveError(f"It has format {str(version)[:20]}; this version of Puente reads format {FORMAT_VERSION}.")
    try:
        manifest = Manifest(**told | {"parts": [Part(**part) for part in told["parts"]]})
        texts = (manifest.schema, manifest.engine, manifest.made_at, manifest.product_version)
        "".join([*texts, *(part.name for part in manifest.parts)])  # raises TypeError for what is no text
    except (KeyError, TypeError) as error:
        raise ArchiveError(_NO_MANIFEST) from error
    return manifest
