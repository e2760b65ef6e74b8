"""Under which name a sign-in counts."""

from typing import Any

from django.http import HttpRequest


def attempted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name that was tried, in one spelling: Anna@ and anna@ are the same account and share their tries."""
    name = (credentials or {}).get("username") or (request.POST.get("username") if request else None)
    return name.strip().lower() if name else None
