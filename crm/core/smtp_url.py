"""The address of the mail server, as the settings write it."""

import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SHAPE: Final = "CRM_SMTP_URL must look like smtp://user:password@host:587?tls=starttls or smtps://user:password@host."


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in. `tls`: starttls, from the start (smtps), or none."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def smtp_server(url: str) -> SmtpServer:
    """Read the address of a server. Raises ValueError with a sentence."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(_SHAPE) from error
    asked = parse_qs(parts.query, keep_blank_values=True)
    known = parts.scheme in {"smtp", "smtps"} and parts.path in {"", "/"} and not set(asked) - {"tls"}
    if not known or not parts.hostname:
        raise ValueError(_SHAPE)
    usual = "none" if parts.hostname in _HERE else "starttls"
    tls = "smtps" if parts.scheme == "smtps" else asked.get("tls", [usual])[0]
    if tls not in {"starttls", "none", "smtps"}:
        raise ValueError("CRM_SMTP_URL: tls must be starttls or none (or the address begins with smtps://).")
    if tls == "none" and parts.username and parts.hostname not in _HERE:
        raise ValueError("CRM_SMTP_URL would send its password in the open: use tls=starttls or smtps://.")
    standard = 465 if tls == "smtps" else 587 if parts.username else 25
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or standard, user, password, tls)


@dataclass(frozen=True, slots=True)
class MailSetting:
    """Server and sender of mail; without a server mail stays in the outbox. Raises ValueError with a sentence."""

    url: str
    sender: str

    def __post_init__(self) -> None:
        if self.url:
            smtp_server(self.url)
        address = parseaddr(self.sender)[1]
        fine = re.fullmatch(r"[^@\s<>\",;:]+@[^@\s<>\",;:]+", address) and self.sender.isprintable()
        if (self.url or self.sender) and not fine:
            raise ValueError("CRM_MAIL_FROM must be the sender's address, for example Puente <crm@example.com>.")


NO_MAIL: Final = MailSetting("", "")
