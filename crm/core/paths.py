"""Where the package's own folders lie: inside the package when installed, beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def package_folder(name: str) -> Path:
    """Return the folder `templates` or `migrations`, inside the package if there, else beside it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
