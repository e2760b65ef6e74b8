"""A small web server that keeps the webhooks it gets and answers as told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Sink:
    """`answers` are the next statuses, 200 afterwards; `received` holds (body, signature) in order of arrival."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[tuple[bytes, str]] = field(default_factory=list)

    def wait_for(self, count: int, timeout: float = 10.0) -> list[dict[str, Any]]:
        """The events received once there are `count` of them; fails after `timeout` seconds."""
        end = time.monotonic() + timeout
        while len(self.received) < count:
            assert time.monotonic() < end, f"{len(self.received)} of {count} webhooks came: {self.types()}"
            time.sleep(0.01)
        return self.events()

    def events(self) -> list[dict[str, Any]]:
        """Received events as JSON."""
        return [json.loads(body) for body, _ in self.received]

    def types(self) -> list[str]:
        """Their types."""
        return [event["type"] for event in self.events()]


@contextlib.contextmanager
def running_sink() -> Iterator[Sink]:
    """A sink on a free port."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.received.append((body, self.headers["Stripe-Signature"]))
            self.send_response(sink.answers.pop(0) if sink.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink.url = f"http://127.0.0.1:{server.server_port}/webhook/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
