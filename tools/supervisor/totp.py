"""The code of a second factor (RFC 6238), as an app on a phone would show it for the demo's staff."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

PERIOD = 30
DIGITS = 6


def new_secret() -> str:
    """Return a secret in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, seconds: float) -> str:
    """Return the code that the secret has at this Unix time."""
    message = struct.pack(">Q", int(seconds) // PERIOD)
    digest = hmac.new(base64.b32decode(secret, casefold=True), message, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def seconds_left(seconds: float) -> int:
    """Return for how many seconds more that code counts."""
    return PERIOD - int(seconds) % PERIOD


def address(secret: str, label: str, issuer: str) -> str:
    """Return the otpauth address from which an app sets itself up."""
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
