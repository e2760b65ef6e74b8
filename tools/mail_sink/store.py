"""The maildir: mails come in once and are read back as what a person wants to see."""

from __future__ import annotations

import email.policy
import mailbox
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

KEY = re.compile(r"[A-Za-z0-9._=,-]+")
RECIPIENTS_HEADER = "X-Envelope-To"


@dataclass(frozen=True)
class StoredMail:
    """One mail, parsed."""

    key: str
    arrived: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", "")) or "(no subject)"

    @property
    def sender(self) -> str:
        return str(self.message.get("From", ""))

    @property
    def recipients(self) -> str:
        return str(self.message.get("To", "")) or str(self.message.get(RECIPIENTS_HEADER, ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def html(self) -> str | None:
        """The HTML part as the mail carries it, or None."""
        return _text_of(self.message, "html")

    @property
    def text(self) -> str | None:
        """The plain text part, or None."""
        return _text_of(self.message, "plain")

    @property
    def attachments(self) -> list[tuple[str, bytes]]:
        """File name and content of every attachment."""
        found = []
        for part in self.message.iter_attachments():
            content = part.get_payload(decode=True)
            found.append((part.get_filename() or "unnamed", content if isinstance(content, bytes) else b""))
        return found


def _text_of(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    content = part.get_content()
    return content if isinstance(content, str) else None


class MailStore:
    """A maildir on disk; what is in it survives a restart."""

    def __init__(self, directory: Path) -> None:
        directory.parent.mkdir(parents=True, exist_ok=True)
        self._box = mailbox.Maildir(directory, create=True)
        self._directory = directory

    def add(self, content: bytes, recipients: list[str]) -> str:
        """Keep one mail as it came, plus a header that names the envelope's recipients; returns its key."""
        header = f"{RECIPIENTS_HEADER}: {', '.join(recipients)}\r\n".encode()
        return self._box.add(header + content)

    def latest(self, limit: int = 200) -> list[StoredMail]:
        """Return the newest mails, newest first."""
        files = [path for folder in ("new", "cur") for path in (self._directory / folder).iterdir()]
        files.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        return [self._read(path) for path in files[:limit]]

    def get(self, key: str) -> StoredMail | None:
        """Return one mail, or None for a key that is unknown or no key at all."""
        if not KEY.fullmatch(key) or key.startswith("."):
            return None
        for folder in ("new", "cur"):
            path = self._directory / folder / key
            if path.is_file():
                return self._read(path)
        return None

    def _read(self, path: Path) -> StoredMail:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(path.read_bytes())
        arrived = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).astimezone()
        return StoredMail(key=path.name, arrived=arrived, message=message)
