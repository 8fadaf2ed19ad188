"""A mail server on this machine, of the standard library alone: it keeps what it takes, and fails as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Mailbox:
    """What came, and how the server behaves: `answers` are given to the next messages instead of 250."""

    def __init__(self) -> None:
        self.came: list[EmailMessage] = []
        self.answers: list[str] = []
        self.port = 0

    def take(self, raw: bytes) -> str:
        """Keep a message; returns the answer, 'hang up' to say nothing."""
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250") or answer == "hang up":
            found: Any = message_from_bytes(raw, policy=policy.default)
            self.came.append(found)
        return answer


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run one while this is open."""
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            self.say("220 test")
            for line in self.rfile:
                verb = line.split()[0].upper().split(b":")[0] if line.split() else b""
                if verb == b"DATA":
                    self.say("354 go on")
                    answer = box.take(self.text())
                    if answer == "hang up":
                        return
                    self.say(answer)
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def text(self) -> bytes:
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

    with Server(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
