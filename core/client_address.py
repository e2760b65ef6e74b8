"""Whose request it is, by network address; only proxies of our own are believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def _valid(candidate: str) -> str:
    try:
        return str(ip_address(candidate.strip()))
    except ValueError:
        return ""


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, or "" where the server knows none (a unix socket without a proxy).

    Each of the TRUSTED_PROXIES in front of the shop appends the address that it was called from to X-Forwarded-For, so
    the client's is that many places from the right. Whatever stands further left was written by the client.
    """
    direct = _valid(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    if proxies < 1:
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(forwarded) < proxies:
        return direct
    return _valid(forwarded[-proxies]) or direct


def client_network(request: HttpRequest) -> str:
    """Return the address to count a client under: IPv4 as it is, IPv6 by its /64, which is one household."""
    address = client_address(request)
    if not address:
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return address
