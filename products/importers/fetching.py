"""Fetching a picture from an address that somebody else wrote down: public addresses only, with limits on everything.

The address is checked where the connection is made, on the very address that is connected to, so that a name which
resolves differently a moment later (DNS rebinding) gains nothing. OWASP: Server Side Request Forgery Prevention.
"""

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.poolmanager import PoolManager

CONNECT_SECONDS = 5
READ_SECONDS = 10
TOTAL_SECONDS = 30
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
# Translated and tunnelled IPv4 hides in these; what is inside is not looked at, none of them serves pictures.
_NOT_PUBLIC = [
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "100.64.0.0/10")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class CannotFetch(Exception):
    """The picture cannot be had; the message is for the report. `again` says whether a later try may do better."""

    def __init__(self, words: str, *, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


class _Refused(Exception):
    """The name leads to an address that no picture is fetched from."""


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public Internet: neither ours nor our network's nor a special one."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    special = any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    return address.is_global and not address.is_multicast and not special


@dataclass(frozen=True)
class Policy:
    """Where pictures may come from; tests bring one that knows their own server."""

    ports: frozenset[int] = field(default=frozenset({80, 443}))
    allows: Callable[[Address], bool] = is_public
    total_seconds: float = TOTAL_SECONDS
    read_seconds: float = READ_SECONDS


def fetch(url: str, *, policy: Policy | None = None) -> bytes:
    """Return what is at a web address; raises CannotFetch with words for the report."""
    policy = policy or Policy()
    deadline = time.monotonic() + policy.total_seconds
    with requests.Session() as session:
        # No proxy and no password of this machine's environment.
        session.trust_env = False
        adapter = _Adapter(policy)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        for _hop in range(MOST_REDIRECTS + 1):
            _check(url, policy)
            # A cookie set on the way would follow to the next address.
            session.cookies.clear()
            with _ask(session, url, policy) as answer:
                if answer.status_code in REDIRECTS and "location" in answer.headers:
                    url = urljoin(url, answer.headers["location"])
                    continue
                return _body(answer, deadline)
    raise CannotFetch(_("The address leads from one place to the next without end."))


def _check(url: str, policy: Policy) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise CannotFetch(_("This is not a web address.")) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotFetch(_("This is not a web address."))
    if parts.username or parts.password:
        raise CannotFetch(_("Addresses with a user name or password are not fetched."))
    if port not in policy.ports:
        raise CannotFetch(_("Only the usual ports of the web are asked, 80 and 443."))


def _ask(session: requests.Session, url: str, policy: Policy) -> requests.Response:
    headers = {"User-Agent": f"Vitrina picture import ({settings.SITE_URL})", "Accept": "image/*"}
    try:
        answer = session.get(
            url,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, policy.read_seconds),
        )
    except requests.Timeout as error:
        raise CannotFetch(_("The server does not answer in time."), again=True) from error
    except (requests.RequestException, HTTPError, UnicodeError, ValueError) as error:
        if _was_refused(error):
            raise CannotFetch(_("The address does not lead to a public server.")) from error
        raise CannotFetch(_("The server cannot be reached."), again=True) from error
    if answer.status_code in REDIRECTS or answer.ok:
        return answer
    answer.close()
    words = _("The server answers %(status)d.") % {"status": answer.status_code}
    raise CannotFetch(words, again=answer.status_code in (408, 429) or answer.status_code >= 500)


def _was_refused(error: BaseException | None) -> bool:
    seen: list[Any] = [error]
    for one in seen:
        if isinstance(one, _Refused):
            return True
        others = (one.__cause__, one.__context__, getattr(one, "reason", None), *getattr(one, "args", ()))
        seen += [other for other in others if isinstance(other, BaseException) and other not in seen]
    return False


def _body(answer: requests.Response, deadline: float) -> bytes:
    most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    declared = answer.headers.get("content-length", "")
    too_big = CannotFetch(_("The file is larger than %(size)d MB.") % {"size": most // (1024 * 1024)})
    if declared.isascii() and declared.isdigit() and int(declared) > most:
        raise too_big
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith(("text/", "application/json", "application/xhtml")):
        raise CannotFetch(_("There is a page at this address, not a picture."))
    content = bytearray()
    try:
        # Counted after unpacking, so that a small answer that unpacks to gigabytes stops here as well.
        for chunk in answer.iter_content(CHUNK):
            content += chunk
            if len(content) > most:
                raise too_big
            if time.monotonic() > deadline:
                raise CannotFetch(_("The server is too slow."), again=True)
    except (requests.RequestException, HTTPError) as error:
        raise CannotFetch(_("The connection broke off."), again=True) from error
    if not content:
        raise CannotFetch(_("There is nothing at this address."))
    return bytes(content)


def _connect(connection: HTTPConnection, policy: Policy) -> socket.socket:
    """Connect to the first address of the host, if all that it resolves to may be asked."""
    host = connection._dns_host
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, f"{host} is not known") from error
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not addresses or not all(policy.allows(address) for address in addresses):
        raise NewConnectionError(connection, "not public") from _Refused(host)
    timeout = connection.timeout if isinstance(connection.timeout, int | float) else CONNECT_SECONDS
    problem: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), connection.port), timeout)
        except OSError as error:
            problem = error
    raise NewConnectionError(connection, str(problem)) from problem


class _Adapter(HTTPAdapter):
    """Makes connections that look where they go, plain and encrypted."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        policy = self.policy

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(self, policy)

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(self, policy)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        self.poolmanager = PoolManager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
