"""Databases to measure on: built once for each version of the code that fills them."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def cache_folder() -> Path:
    """Return where the databases are kept: CRM_BENCH_CACHE, else under instance/."""
    return Path(os.environ.get("CRM_BENCH_CACHE", ROOT / "instance" / "bench"))


def code_version() -> str:
    """Return a digest of all code that decides what a made-up database holds."""
    digest = hashlib.sha256()
    patterns = ("migrations/versions/*.py", "crm/*/models.py", "crm/*/models/*.py", "crm/demo/bulk/*.py")
    files = [file for pattern in patterns for file in ROOT.glob(pattern)]
    content = [ROOT / "crm/demo/content" / name for name in ("bulk.json", "depth.json")]
    for file in sorted([*files, *content, ROOT / "crm/core/text.py"]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def database(clients: int) -> Path:
    """Return the instance folder of a database with this many clients, built where it is not there."""
    folder = cache_folder() / f"{clients}-{code_version()}"
    ready = folder / "ready"
    if ready.exists():
        return folder
    for old in cache_folder().glob(f"{clients}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CRM_")}
    begin = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "crm", "demo", "--clients", str(clients)],
        check=True, cwd=ROOT, env=kept | {"CRM_INSTANCE": str(folder)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    size = (folder / "puente.db").stat().st_size / 2**20
    ready.write_text(f"built in {time.monotonic() - begin:.0f} s, {size:,.0f} MiB", encoding="utf-8")
    return folder
