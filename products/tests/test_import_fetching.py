"""Fetching pictures from addresses that a stranger wrote: a real server on loopback, and every way to reach what is not public."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import translation

from products.importers import fetching
from products.importers.fetching import CannotFetch, Policy, fetch, is_public

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


class Handler(BaseHTTPRequestHandler):
    """Answers by path; `seen` keeps the headers of every request."""

    seen: list[dict[str, str]] = []

    def log_message(self, *args) -> None:
        pass

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers))
        getattr(self, f"do_{self.path.strip('/').partition('/')[0].replace('-', '_')}")()

    def do_leaf(self) -> None:
        self.answer(PNG, Content_Type="image/png", Set_Cookie="id=1")

    def do_gone(self) -> None:
        self.answer(b"", 404)

    def do_busy(self) -> None:
        self.answer(b"", 503)

    def do_page(self) -> None:
        self.answer(b"<html>", Content_Type="text/html; charset=utf-8")

    def do_nothing(self) -> None:
        self.answer(b"", Content_Type="image/png")

    def do_hop(self) -> None:
        self.answer(b"", 302, Location="/leaf", Set_Cookie="id=1")

    def do_to_file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/passwd")

    def do_to_metadata(self) -> None:
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def do_round(self) -> None:
        self.answer(b"", 302, Location="/round")

    def do_large(self) -> None:
        self.answer(b"x", Content_Type="image/png", Content_Length=str(10**9))

    def do_endless(self) -> None:
        self.answer(b"", Content_Type="image/png")
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def do_bomb(self) -> None:
        body = gzip.compress(b"\0" * 40_000_000)
        self.answer(body, Content_Type="image/png", Content_Encoding="gzip", Content_Length=str(len(body)))

    def do_slow(self) -> None:
        self.answer(b"", Content_Type="image/png")
        try:
            for _ in range(100):
                self.wfile.write(b"x" * 70_000)
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def policy(server: str) -> Policy:
    """Lets the test's own server in, and nothing else that is not public."""
    own = ipaddress.ip_address("127.0.0.1")
    port = int(server.rpartition(":")[2])
    return Policy(
        ports=frozenset({80, 443, port}), allows=lambda address: address == own or is_public(address)
    )


@pytest.fixture(autouse=True)
def forget() -> None:
    Handler.seen.clear()


def test_a_picture_is_had_with_nothing_of_ours_in_the_request(server, policy, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetch(f"{server}/leaf", policy=policy) == PNG
    (headers,) = Handler.seen
    assert "Vitrina" in headers["User-Agent"]
    assert not {"Cookie", "Authorization"} & set(headers)


def test_a_redirect_is_followed_without_its_cookie(server, policy):
    assert fetch(f"{server}/hop", policy=policy) == PNG
    assert [("Cookie" in headers) for headers in Handler.seen] == [False, False]


@pytest.mark.parametrize(
    "path,words,again",
    [
        ("/gone", "404", False),
        ("/busy", "503", True),
        ("/page", "not a picture", False),
        ("/nothing", "nothing at this address", False),
        ("/to-file", "not a web address", False),
        ("/to-metadata", "public server", False),
        ("/round", "without end", False),
        ("/large", "larger than", False),
        ("/endless", "larger than", False),
        ("/bomb", "larger than", False),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(server, policy, path, words, again):
    with pytest.raises(CannotFetch, match=words) as refusal:
        fetch(f"{server}{path}", policy=policy)
    assert refusal.value.again is again


def test_a_server_that_drips_is_left(server, policy):
    hurried = Policy(ports=policy.ports, allows=policy.allows, total_seconds=0.5)
    began = time.monotonic()
    with pytest.raises(CannotFetch, match="too slow") as refusal:
        fetch(f"{server}/slow", policy=hurried)
    assert refusal.value.again
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/leaf",
        "http://localhost/leaf",
        "http://2130706433/leaf",
        "http://0177.0.0.1/leaf",
        "http://[::1]/leaf",
        "http://[::ffff:127.0.0.1]/leaf",
        "http://[64:ff9b::7f00:1]/leaf",
        "http://10.0.0.7/leaf",
        "http://192.168.1.1/leaf",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/leaf",
        "http://0.0.0.0/leaf",
        "http://224.0.0.1/leaf",
    ],
)
def test_the_default_policy_reaches_nothing_that_is_not_public(url):
    with pytest.raises(CannotFetch, match="public server"):
        fetch(url)


def test_a_name_is_judged_by_what_it_resolves_to(monkeypatch):
    def resolves(host, port, **options):
        family = socket.AF_INET
        return [
            (family, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port)),
            (family, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port)),
        ]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolves)
    with pytest.raises(CannotFetch, match="public server"):
        fetch("http://pictures.example/leaf")


@pytest.mark.parametrize(
    "url,words",
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://pictures.example/leaf", "not a web address"),
        ("leaf.jpg", "not a web address"),
        ("http://", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://pictures.example:22/leaf", "usual ports"),
        ("http://user:secret@pictures.example/leaf", "user name or password"),
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_asked(url, words):
    with pytest.raises(CannotFetch, match=words):
        fetch(url)


@pytest.mark.parametrize(
    "address,public",
    [("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("2002:7f00:1::", False)],
)
def test_public_addresses_are_known(address, public):
    assert is_public(ipaddress.ip_address(address)) is public
