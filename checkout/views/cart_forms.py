"""What the cart's forms send along: which change, seen at which version, and a key that makes it happen once."""

import uuid

from django.http import HttpRequest

from core.addresses import one_line


def whole_number(text: str) -> int | None:
    """Return a number from 1 on; None for everything that a quantity cannot be."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) or None


def uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """Return the version of the cart that the form was made for; None for a form that carries none."""
    return whole_number(request.POST.get("version", ""))


def mutation_key(request: HttpRequest) -> uuid.UUID | None:
    """Return the key of this change; None for a form without one.

    All forms of a page carry the same key: what else they send makes it the change's own. Sent twice it is the same change,
    and another button of the same page is another.
    """
    key = uuid_of(request.POST.get("key", ""))
    if key is None:
        return None
    sent = sorted((name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken")
    return uuid.uuid5(key, repr(sent))


def words(request: HttpRequest, name: str, length: int) -> str:
    """Return a text of the form on one line, cut at its length."""
    return one_line(request.POST.get(name, "").replace("\0", ""))[:length].strip()
