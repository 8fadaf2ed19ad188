"""The table of settings: what each is called, how it is set where nothing is said, what it means."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Setting:
    """One row of the settings table (README): variable, default as shown, meaning."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: Final = (
    Setting(
        "CRM_DATABASE_URL",
        "SQLite in the instance folder",
        "postgresql+psycopg://… or sqlite:///… address",
        secret=True,
    ),
    Setting("CRM_INSTANCE", "instance", "folder for the SQLite database and the generated secret key"),
    Setting("CRM_SECRET_KEY", "generated on loopback", "at least 32 characters; required in production", secret=True),
    Setting("CRM_ENV", "development", "development or production"),
    Setting("CRM_HOST", "127.0.0.1", "address to bind; any other than loopback means production"),
    Setting("CRM_PORT", "8000", "port to bind"),
    Setting("CRM_BASE_URL", "http://HOST:PORT", "public address; https turns on Secure cookies and HSTS"),
    Setting("CRM_LANGUAGE", "en", "language before sign-in when the browser asks for neither: en or es"),
    Setting("CRM_TIME_ZONE", "America/Phoenix", "default time zone of new consultants"),
    Setting("CRM_THREADS", "4", "request threads of each server process"),
    Setting("CRM_WORKERS", "1", "server processes (always 1 on SQLite)"),
    Setting("CRM_JOB_THREADS", "2", "background jobs at once in each worker; 0: crm serve starts no worker of its own"),
    Setting("CRM_QUEUE", "beside the database", "redis://… address of the queue that wakes the workers", secret=True),
    Setting("CRM_PROXIES", "0", "number of reverse proxies whose X-Forwarded-* headers are trusted"),
    Setting("CRM_FILES", "files in the instance folder", "folder, or fsspec address of a bucket, for uploaded files"),
    Setting("CRM_FILE_MB", "25", "greatest size of one uploaded file, in MB"),
    Setting("CRM_FILES_GB", "20", "greatest size of all uploaded files together, in GB"),
    Setting(
        "CRM_SMTP_URL", "none: mail stays in the outbox", "smtp://user:password@host:587 or smtps://…", secret=True
    ),
    Setting("CRM_FETCH", "on", "on or off: whether the worker fetches published figures when they are due"),
    Setting("CRM_CENSUS_KEY", "none", "free key of the Census data API", secret=True),
    Setting("CRM_FRED_KEY", "none: FRED's CSV", "free key of the FRED API", secret=True),
    Setting("CRM_BANXICO_TOKEN", "none", "free token of Banco de México's SIE: the FIX rate", secret=True),
    Setting("CRM_MAIL_FROM", "none", "sender of mail: crm@example.com or Puente <crm@example.com>"),
)
