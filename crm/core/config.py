"""Settings from CRM_* environment variables; a wrong one stops the start with one sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crm.core.dates import ZONES
from crm.core.settings import SETTINGS
from crm.core.smtp_url import NO_MAIL, MailSetting

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class ConfigError(Exception):
    """A setting is wrong; the message says which and what to do."""


#: Keys and tokens of the sources of figures.
KEYS: Final = ("CRM_CENSUS_KEY", "CRM_FRED_KEY", "CRM_BANXICO_TOKEN")


@dataclass(frozen=True)
class Config:
    """The settings of one process, checked."""

    database_url: str
    instance: Path
    secret_key: str
    production: bool
    host: str
    port: int
    base_url: str
    language: str
    time_zone: str
    threads: int
    workers: int
    proxies: int
    files: str = ""
    file_mb: int = 25
    files_gb: int = 20
    job_threads: int = 2
    queue: str = ""
    mail: MailSetting = NO_MAIL
    fetch: bool = True
    #: Keys of sources of figures by their setting; those that are set.
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def files_address(self) -> str:
        """Return the folder or the address of the store of uploaded files."""
        return self.files or str(self.instance / "files")

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def readable_database(self) -> str:
        """Return the database address without its password."""
        return make_url(self.database_url).render_as_string(hide_password=True)

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read and check every setting. Raises ConfigError with a sentence that says what to do."""
    env = dict(os.environ if environ is None else environ)
    known = {setting.name for setting in SETTINGS} | {f"{s.name}_FILE" for s in SETTINGS if s.secret}
    # Names for our own test and bench commands are not settings of the product.
    unknown = sorted(
        n for n in env if n.startswith("CRM_") and n not in known and not n.startswith(("CRM_TEST_", "CRM_BENCH_"))
    )
    if unknown:
        raise ConfigError(f"{unknown[0]} is not a setting of Puente: see the table in the README.")
    host = env.get("CRM_HOST", "127.0.0.1")
    mode = _choice(env, "CRM_ENV", "development", ("development", "production"))
    production = mode == "production" or host not in LOOPBACK
    if production and env.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no", "off"}:
        raise ConfigError("FLASK_DEBUG is on; in production unset it, or errors would show their insides.")
    instance = Path(env.get("CRM_INSTANCE", "instance")).resolve()
    database_url = _database_url(_secret(env, "CRM_DATABASE_URL") or f"sqlite:///{instance / 'puente.db'}")
    port = _integer(env, "CRM_PORT", 8000, 1, 65535)
    return Config(
        database_url=database_url,
        instance=instance,
        secret_key=_secret_key(env, instance, production=production),
        production=production,
        host=host,
        port=port,
        base_url=_base_url(env, f"http://{host}:{port}", production=production),
        language=_choice(env, "CRM_LANGUAGE", "en", ("en", "es")),
        time_zone=_time_zone(env),
        threads=_integer(env, "CRM_THREADS", 4, 1, 256),
        workers=1 if database_url.startswith("sqlite") else _integer(env, "CRM_WORKERS", 1, 1, 64),
        proxies=_integer(env, "CRM_PROXIES", 0, 0, 8),
        files=env.get("CRM_FILES", ""),
        file_mb=_integer(env, "CRM_FILE_MB", 25, 1, 2000),
        files_gb=_integer(env, "CRM_FILES_GB", 20, 1, 100_000),
        job_threads=_integer(env, "CRM_JOB_THREADS", 2, 0, 64),
        queue=_queue(env),
        mail=_mail(env),
        fetch=_choice(env, "CRM_FETCH", "on", ("on", "off")) == "on",
        keys={name: key for name in KEYS if (key := _secret(env, name))},
    )


def _mail(env: Mapping[str, str]) -> MailSetting:
    try:
        return MailSetting(_secret(env, "CRM_SMTP_URL"), env.get("CRM_MAIL_FROM", ""))
    except ValueError as error:
        raise ConfigError(str(error)) from error


def _queue(env: Mapping[str, str]) -> str:
    value = _secret(env, "CRM_QUEUE")
    if value and not re.fullmatch(r"rediss?://\S+", value):
        raise ConfigError(
            "CRM_QUEUE must be a redis:// or rediss:// address; without it the queue is beside the database."
        )
    if value and find_spec("redis") is None:
        raise ConfigError('CRM_QUEUE needs the package redis: install it with pip install "puente-crm[redis]".')
    return value or ""


def _base_url(env: Mapping[str, str], default: str, *, production: bool) -> str:
    value = env.get("CRM_BASE_URL", default).rstrip("/")
    if production and "CRM_BASE_URL" not in env:
        raise ConfigError("In production set CRM_BASE_URL to the public address, for example https://crm.example.com.")
    if not re.fullmatch(r"https?://[^/?#@\s]+", value):
        raise ConfigError("CRM_BASE_URL must be http:// or https:// and a host, without a path.")
    if production and not value.startswith("https://") and urlsplit(value).hostname not in LOOPBACK:
        raise ConfigError("In production CRM_BASE_URL must start with https://, or passwords travel in the open.")
    return value


def _time_zone(env: Mapping[str, str]) -> str:
    value = env.get("CRM_TIME_ZONE", "America/Phoenix")
    if value not in ZONES:
        raise ConfigError(
            f"CRM_TIME_ZONE must be one of {', '.join(ZONES[:3])} … (see the README), not {value[:40]!r}."
        )
    return value


def _choice(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, default)
    if value not in allowed:
        raise ConfigError(f"{name} must be {' or '.join(allowed)}, not {value!r}.")
    return value


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def _secret(env: Mapping[str, str], name: str) -> str:
    path = env.get(f"{name}_FILE")
    if path is None:
        return env.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{name}_FILE names {path!r}, which cannot be read: {error.strerror}.") from error


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ConfigError(
            "CRM_DATABASE_URL is not a database address; use sqlite:///file or postgresql+psycopg://…."
        ) from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ConfigError(f"CRM_DATABASE_URL names {url.drivername}; Puente runs on sqlite or postgresql+psycopg.")
    return url.render_as_string(hide_password=False)


def _secret_key(env: Mapping[str, str], instance: Path, *, production: bool) -> str:
    key = _secret(env, "CRM_SECRET_KEY")
    if key:
        if len(key) < 32 or len(set(key)) < 8:  # noqa: PLR2004 - the rule that the sentence states
            raise ConfigError(
                "CRM_SECRET_KEY must have at least 32 random characters; make one with: openssl rand -hex 32"
            )
        return key
    if production:
        raise ConfigError(
            "In production set CRM_SECRET_KEY (or CRM_SECRET_KEY_FILE); make one with: openssl rand -hex 32"
        )
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        fresh = instance / f"secret_key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            # A hard link is made whole or not at all: two first starts agree on one key.
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()
