"""The preview of a change of many: what is carried out is what the shop showed, to this person, and it is carried out once.

What was shown goes through the browser under the shop's signature, so that nobody has to be believed what he saw.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.cache import cache

# A preview can be carried out for a day, and for as long it is remembered that it was.
KEPT_SECONDS = 24 * 3600
BEGUN = "begun"


class NotShown(Exception):
    """The shop showed this person no such preview, or too long ago."""


@dataclass(frozen=True)
class Shown:
    """The products with the versions that a preview showed, and the variants where these matter."""

    seen: dict[int, int]
    variants: tuple[int, ...] = ()
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    def sealed(self, *, action: str, user_id: int) -> str:
        """Return it as text that only this person can use, for this action."""
        facts = [user_id, self.token, list(self.seen.items()), self.variants]
        return signing.dumps(facts, salt=_salt(action), compress=True)


def unsealed(text: str, *, action: str, user_id: int) -> Shown:
    """Return what was sealed; raises NotShown for anything else, another's, another action's and one of yesterday."""
    try:
        owner, token, seen, variants = signing.loads(text, salt=_salt(action), max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise NotShown from error
    if owner != user_id:
        raise NotShown
    return Shown(dict(seen), tuple(variants), token)


def carry_out_once(
    user_id: int, token: str, work: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any] | None, bool]:
    """Do the work unless it was done; return what came of it, and whether that was now.

    What came of it is None while it is under way elsewhere, or for good where that process was killed: then some of it
    may be done. Work that raises has not been done and may be tried again.
    """
    key = _key(user_id, token)
    if not cache.add(key, BEGUN, KEPT_SECONDS):
        return outcome_of(user_id, token), False
    try:
        outcome = work()
    except Exception:
        cache.delete(key)
        raise
    cache.set(key, outcome, KEPT_SECONDS)
    return outcome, True


def outcome_of(user_id: int, token: str) -> dict[str, Any] | None:
    """Return what came of a preview that this person carried out; None where there is nothing to tell."""
    found = cache.get(_key(user_id, token))
    return found if isinstance(found, dict) else None


def _salt(action: str) -> str:
    return f"products.bulk.{action}"


def _key(user_id: int, token: str) -> str:
    return f"products-bulk-{user_id}-{token}"
