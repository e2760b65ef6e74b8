"""Under which name a sign-in counts."""

from typing import Any

from django.http import HttpRequest


def attempted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name that was tried, in one spelling: Anna@ and anna@ are the same account and share their tries."""
    given = credentials or {}
    # allauth authenticates by "email"; its form calls the field "login". Whoever confirms the password once more posts
    # no name at all.
    name = given.get("username") or given.get("email") or (request.POST.get("login") if request else None)
    return name.strip().lower() if name else None
