"""A browser that costs next to nothing, because it runs on the machine that is measured: HTTP/1.1 on one kept connection."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from tools.bench.counting import HEADER

_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\s]+)=([^;\r]*)", re.IGNORECASE)
_STATEMENTS = re.compile(rb"\r\n" + HEADER.lower().encode() + rb": *(\d+)", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back, after how many seconds, and with how many SQL statements (None where nobody counts)."""

    status: int
    body: bytes
    location: str
    seconds: float
    statements: int | None


@dataclass
class Browser:
    """One connection to one server and the cookies of one person; `address` is whom it claims to be."""

    port: int
    address: str = "10.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    def become(self, address: str) -> None:
        """Be somebody else: another address, no cookies."""
        self.address = address
        self.cookies.clear()

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return await self._ask("POST", path, urlencode(fields).encode())

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        request = self._request(method, path, body)
        began = time.perf_counter()
        for last in (False, True):
            try:
                head, content = await self._exchange(request)
                break
            except (ConnectionError, asyncio.IncompleteReadError):
                # The server may end a connection that is kept, between two requests; then it has not read this one.
                await self.close()
                if last or method == "POST":
                    raise
        seconds = time.perf_counter() - began
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        counted, location = _STATEMENTS.search(head), _LOCATION.search(head)
        return Answer(
            status=int(head[9:12]),
            body=content,
            location=location[1].decode() if location else "",
            seconds=seconds,
            statements=int(counted[1]) if counted else None,
        )

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"X-Forwarded-For: {self.address}",
            "Accept-Language: bg",
            "Sec-Fetch-Site: same-origin",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _exchange(self, request: bytes) -> tuple[bytes, bytes]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self.port, limit=1024 * 1024
            )
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length:
            content = await self._reader.readexactly(int(length[1]))
        elif _CHUNKED.search(head):
            content = await _chunks(self._reader)
        else:
            content = b""
        if _CLOSES.search(head):
            await self.close()
        return head, content


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readuntil(b"\r\n")
    return b"".join(parts)


_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_CONTROL = re.compile(r"<(input|select|option)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


def form_with(html: str, name: str) -> dict[str, str]:
    """Return what the form that has a field of this name would send as it stands; raises LookupError without one."""
    for form in _FORM.findall(html):
        if f'name="{name}"' in form:
            return _fields(form)
    raise LookupError(name)


def _fields(form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    select = ""
    for tag, rest in _CONTROL.findall(form):
        given = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)}
        key, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            select = key
        elif tag == "option" and ("selected" in given or select not in found):
            found[select] = value
        elif (
            tag == "input"
            and key
            and not (given.get("type") in ("radio", "checkbox") and "checked" not in given)
        ):
            found[key] = value
    return found
