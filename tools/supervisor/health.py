"""Questions that tell whether a service is ready."""

from __future__ import annotations

import http.client
from collections.abc import Callable

from tools.supervisor.child import Child


def answers_http(port: int, path: str, *, host: str = "127.0.0.1") -> Callable[[Child], bool]:
    """Return a question: does GET `path` on loopback answer 200?"""

    def ask(child: Child) -> bool:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{port}", "Connection": "close"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask


def has_said(text: str) -> Callable[[Child], bool]:
    """Return a question for programs without an address: has `text` been printed lately?"""

    def ask(child: Child) -> bool:
        return any(text in line for line in list(child.last_lines))

    return ask
