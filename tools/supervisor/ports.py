"""The demo's ports: they all follow from one number."""

from __future__ import annotations

import socket
from dataclasses import dataclass

HIGHEST = 65535


class PortFault(Exception):
    """The ports cannot be used; the message names them and the way out."""


@dataclass(frozen=True)
class Ports:
    """PORT and the four after it."""

    web: int

    def __post_init__(self) -> None:
        if not 1024 <= self.web <= HIGHEST - 4:
            raise PortFault(f"PORT must be between 1024 and {HIGHEST - 4}.")

    @property
    def stripe(self) -> int:
        return self.web + 1

    @property
    def smtp(self) -> int:
        return self.web + 2

    @property
    def mail(self) -> int:
        return self.web + 3

    @property
    def vies(self) -> int:
        return self.web + 4

    def require_free(self) -> None:
        """Raise PortFault that names every port which somebody else listens on."""
        uses = {
            "shop": self.web,
            "Stripe emulator": self.stripe,
            "SMTP": self.smtp,
            "mail viewer": self.mail,
            "VIES stand-in": self.vies,
        }
        busy = [f"{port} ({use})" for use, port in uses.items() if not is_free(port)]
        if busy:
            other = self.web + 100 if self.web + 104 <= HIGHEST else 8000
            raise PortFault(
                f"In use by another program: port {', '.join(busy)}. "
                f"Choose others with `make demo PORT={other}` (takes {other} to {other + 4})."
            )


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without this a port counts as taken for a minute after its last connection.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
