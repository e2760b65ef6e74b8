"""Identifiers that look like Stripe's."""

from __future__ import annotations

import secrets
import string

ALPHABET = string.ascii_letters + string.digits

LENGTHS = {"cs_test_": 58, "evt_": 24, "req_": 14, "whsec_": 32}


def new_id(prefix: str) -> str:
    """A random id with the given prefix, for example `new_id("pi_")`; never given out twice in practice."""
    return prefix + random_text(LENGTHS.get(prefix, 24))


def random_text(length: int) -> str:
    """`length` random letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
