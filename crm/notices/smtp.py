"""Hands a message to the mail server; says for certain, as far as anybody can, whether it went out."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from crm.core.smtp_url import SmtpServer

SECONDS: Final = 30
#: Of SMTP: 4xx may work later, 5xx never does.
FOR_GOOD: Final = 500


class NotSentError(Exception):
    """It did not go out; the message is what the server said. `again`: it may work later."""

    def __init__(self, said: str, *, again: bool) -> None:
        super().__init__(said)
        self.again = again


class PerhapsSentError(Exception):
    """The connection broke after the text was handed over and before the server said that it has it."""


def deliver(server: SmtpServer, message: EmailMessage) -> None:
    """Send a message to its one addressee. Raises NotSentError or PerhapsSentError."""
    sender, address = parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]
    try:
        connection = _open(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _not_sent(error) from error
    try:
        _hand_in(connection, message, sender, address)
    finally:
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()


def _open(server: SmtpServer) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if server.tls == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=secure)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            connection.starttls(context=secure)
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_in(connection: smtplib.SMTP, message: EmailMessage, sender: str, address: str) -> None:
    try:
        for code, said in (connection.mail(sender), connection.rcpt(address)):
            if code >= 400:  # noqa: PLR2004 - SMTP: from here on a refusal
                raise smtplib.SMTPResponseException(code, said)
        text = message.as_bytes(policy=message.policy.clone(linesep="\r\n", cte_type="7bit"))
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise _not_sent(error) from error
    try:
        code, said = connection.data(text)
    except smtplib.SMTPDataError as error:
        raise _not_sent(error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise PerhapsSentError(str(error)) from error
    if code != 250:  # noqa: PLR2004 - SMTP: it has it
        raise _not_sent(smtplib.SMTPResponseException(code, said))


def _not_sent(error: Exception) -> NotSentError:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return NotSentError(f"{error.smtp_code} {said}"[:500], again=error.smtp_code < FOR_GOOD)
    return NotSentError(f"{type(error).__name__}: {error}"[:500], again=not isinstance(error, UnicodeError))
