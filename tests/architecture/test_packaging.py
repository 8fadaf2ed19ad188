import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from crm import __version__
from crm.core.settings import SETTINGS
from tests.architecture.source import fail_on, tracked
from tests.support import ROOT, skip_or_fail

#: Where somebody's own machine shows.
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|home|root|Users|mnt|opt/[a-z]+)/[\w.-]+|[A-Z]:\\\\Users")
#: Written in pieces: this file is no exception to its own rules.
REGISTRY = re.compile(
    r"py" r"pi\.org|python" r"hosted\.org|--(?:extra-)?index" r"-url|--find" r"-links|registry\.npm" r"js",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abp]-\w{10,}|\bsk-[A-Za-z0-9]{32,}"
)
BINARY = frozenset({".png", ".jpg", ".ico", ".xlsx", ".pdf", ".docx", ".woff2", ".gz", ".mo"})


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in tracked():
        if Path(name).suffix in BINARY:
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [f"{name}:{n}: {m[0]}" for n, line in enumerate(text.splitlines(), 1) if (m := pattern.search(line))]
    return found


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    fail_on(lines_with(MACHINE_PATH))


def test_no_file_names_a_package_registry() -> None:
    fail_on(lines_with(REGISTRY))


def test_no_file_holds_a_secret() -> None:
    fail_on(lines_with(SECRET))
    names = re.compile(r"(^|/)(\.env(\..*)?|.*\.pem|.*\.key|id_rsa.*|secret_key.*|uv\.lock|.*\.db)$")
    fail_on(f"{name}:1: is not for git" for name in tracked() if names.search(name))


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, ("open('/ho" "me/ana/x.csv')")), (MACHINE_PATH, ("cd /wo" "rk/main")),
        (REGISTRY, ("--index" "-url https://x")), (SECRET, ("-----BEGIN RSA " "PRIVATE KEY-----")),
    ],
)  # fmt: skip
def test_each_pattern_finds_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_requirement_is_pinned_with_its_hashes(name: str) -> None:
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    wanted = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-r", "-c"))]
    assert wanted
    fail_on(f"{name}: {line.split()[0]}" for line in wanted if "==" not in line or "--hash=sha256:" not in line)


def test_every_dependency_is_among_the_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    names = {re.split(r"[^A-Za-z0-9-]", dependency)[0].lower() for dependency in project["dependencies"]}
    fail_on(f"requirements.txt: {name} is missing" for name in names - pinned)


def test_the_readme_lists_every_setting_and_no_other() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        skip_or_fail("README.md with its table of settings is not written yet")
    rows = re.findall(r"^\|\s*`(CRM_[A-Z_]+)`", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted({setting.name for setting in SETTINGS})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the names of the files in a wheel built from the checkout, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    if not (ROOT / "README.md").exists():
        skip_or_fail("the wheel needs README.md")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    built = next(folder.glob("*.whl"))
    assert built.name.startswith(f"puente_crm-{__version__}-")
    return set(zipfile.ZipFile(built).namelist())


def test_the_wheel_has_every_file_of_the_package_templates_and_migrations(wheel: set[str]) -> None:
    moved = {"templates": "crm/templates", "migrations": "crm/migrations", "crm": "crm"}
    wanted = {
        "/".join([moved[name.split("/", 1)[0]], name.split("/", 1)[1]])
        for name in tracked()
        if name.split("/", 1)[0] in moved and "/" in name
    }
    fail_on(f"{name}: not in the wheel" for name in wanted - wheel)


def test_the_wheel_has_compiled_words_where_they_are_compiled(wheel: set[str]) -> None:
    compiled = {path.relative_to(ROOT).as_posix() for path in (ROOT / "crm").rglob("*.mo")}
    assert compiled <= wheel


def test_the_wheel_has_nothing_else(wheel: set[str]) -> None:
    fail_on(
        f"{name}: does not belong in the wheel"
        for name in wheel
        if not re.match(r"crm/|puente_crm-[^/]+\.dist-info/", name)
    )
    fail_on(
        f"{name}: a test in the wheel"
        for name in wheel
        if re.search(r"(^|/)tests?(/|_)|conftest|__pycache__|\.db$", name)
    )
