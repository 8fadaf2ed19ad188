"""S8: a wrong setting stops the start with one sentence that says what to do."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.core.config import ConfigError, load_config
from crm.core.settings import SETTINGS
from tests.support import ROOT

KEY = "3f9c0d1be27a48569012abcdef7788aa55"
LIVE = {"CRM_ENV": "production", "CRM_SECRET_KEY": KEY, "CRM_BASE_URL": "https://crm.example.com"}

WRONG = [
    ({"CRM_SECRET_KEY": None}, "CRM_SECRET_KEY"),
    ({"CRM_SECRET_KEY": ""}, "CRM_SECRET_KEY"),
    ({"CRM_SECRET_KEY": "change-me"}, "CRM_SECRET_KEY"),
    ({"CRM_SECRET_KEY": "0123456789"}, "CRM_SECRET_KEY"),
    ({"CRM_SECRET_KEY": "a" * 64}, "CRM_SECRET_KEY"),
    ({"CRM_BASE_URL": None}, "CRM_BASE_URL"),
    ({"CRM_BASE_URL": "http://crm.example.com"}, "https"),
    ({"CRM_BASE_URL": "crm.example.com"}, "CRM_BASE_URL"),
    ({"CRM_BASE_URL": "https://"}, "CRM_BASE_URL"),
    ({"CRM_BASE_URL": "https://crm.example.com/sub"}, "CRM_BASE_URL"),
    ({"CRM_ENV": "prod"}, "CRM_ENV"),
    ({"CRM_PORT": "http"}, "CRM_PORT"),
    ({"CRM_PORT": "0"}, "CRM_PORT"),
    ({"CRM_PORT": "70000"}, "CRM_PORT"),
    ({"CRM_PORT": "²"}, "CRM_PORT"),
    ({"CRM_THREADS": "0"}, "CRM_THREADS"),
    ({"CRM_PROXIES": "-1"}, "CRM_PROXIES"),
    ({"CRM_LANGUAGE": "fr"}, "CRM_LANGUAGE"),
    ({"CRM_TIME_ZONE": "Sonora"}, "CRM_TIME_ZONE"),
    ({"CRM_TIME_ZONE": "../etc/passwd"}, "CRM_TIME_ZONE"),
    ({"CRM_DATABASE_URL": "mysql://x/y"}, "CRM_DATABASE_URL"),
    ({"CRM_DATABASE_URL": "nonsense"}, "CRM_DATABASE_URL"),
    ({"CRM_DATABASE_URL_FILE": "/nonexistent/url"}, "CRM_DATABASE_URL_FILE"),
    ({"CRM_SECRET": "x"}, "CRM_SECRET"),
    ({"CRM_PORT_FILE": "x"}, "CRM_PORT_FILE"),
    ({"CRM_DEBUG": "1"}, "CRM_DEBUG"),
    ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
]


def settings(folder: Path, changes: dict[str, str | None]) -> dict[str, str]:
    mixed = {**LIVE, "CRM_INSTANCE": str(folder), **changes}
    return {name: value for name, value in mixed.items() if value is not None}


@pytest.mark.parametrize(("changes", "names"), WRONG)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, changes: dict[str, str | None], names: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config(settings(tmp_path, changes))
    says = str(refused.value)
    assert names in says
    assert "\n" not in says
    assert len(says) < 200
    assert KEY not in says


def test_the_right_settings_of_production_are_taken(tmp_path: Path) -> None:
    config = load_config(settings(tmp_path, {}))
    assert config.production
    assert config.https
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "crm.example.com"])  # noqa: S104 - what is refused
def test_any_other_address_than_loopback_is_production(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigError, match="In production"):
        load_config({"CRM_INSTANCE": str(tmp_path), "CRM_HOST": host})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    changes: dict[str, str | None] = {"CRM_SECRET_KEY": None, "CRM_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert load_config(settings(tmp_path, changes)).secret_key == KEY


def test_on_loopback_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = (load_config({"CRM_INSTANCE": str(tmp_path)}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_every_setting_has_a_meaning_and_stands_once() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.meaning and setting.default for setting in SETTINGS)


#: Starts that would be unsafe: no key, a well-known one, no configured host, debug, any address, no database.
#: Each takes a second or two; the other wrong settings above end at the same place.
UNSAFE_STARTS: list[dict[str, str | None]] = [
    {"CRM_SECRET_KEY": None},
    {"CRM_SECRET_KEY": "default"},
    {"CRM_BASE_URL": None},
    {"FLASK_DEBUG": "1"},
    {},  # the right settings, but a database that nobody made
    {"CRM_ENV": None, "CRM_HOST": "0.0.0.0", "CRM_SECRET_KEY": None, "CRM_BASE_URL": None},  # noqa: S104
]


@pytest.mark.bar
def test_a_start_in_production_that_would_be_unsafe_exits_with_the_reason(
    tmp_path: Path, figure: Callable[..., None]
) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    command = [sys.executable, "-m", "crm", "serve"]
    refused, problems = 0, []
    for changes in UNSAFE_STARTS:
        env = {**inherited, **settings(tmp_path, changes)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
        said = done.stderr.strip().splitlines()
        fine = done.returncode != 0 and len(said) == 1 and said[0].startswith(("crm: ", "Error: "))
        refused += fine
        problems += [] if fine else [f"{changes}: exit {done.returncode}: {done.stderr[-300:]}"]
    figure("S8", "both", f"{refused} of {len(UNSAFE_STARTS)} unsafe starts refused by exit code with one sentence")
    assert problems == []
