"""What an API operation is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .engine import Engine
from .errors import ApiError
from .store import JsonObject


@dataclass(frozen=True)
class Call:
    """One checked request: typed parameters, ids from the path, and where the emulator was reached."""

    engine: Engine
    params: dict[str, Any]
    ids: tuple[str, ...]
    base_url: str

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default when it was not sent."""
        return self.params.get(name, default)


@dataclass(frozen=True)
class Operation:
    """A method and path of Stripe's description, what does it, and which parameters it honours."""

    method: str
    path: str
    handler: Callable[[Call], JsonObject]
    supports: tuple[str, ...] = field(default=())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path with a group for every id."""
        return re.compile(re.sub(r"\{\w+\}", r"([^/]+)", self.path))


METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500


def merged_metadata(
    old: dict[str, str], new: dict[str, str] | str | None, param: str = "metadata"
) -> dict[str, str]:
    """`old` with `new` laid over it (an empty value deletes, an empty string clears); raises past Stripe's limits."""
    if new is None:
        return dict(old)
    if isinstance(new, str):
        return {}
    merged = {key: value for key, value in {**old, **new}.items() if value != ""}
    if len(merged) > METADATA_KEYS:
        raise ApiError(
            f"Metadata can have up to {METADATA_KEYS} keys; you passed {len(merged)}.", param=param
        )
    for key, value in merged.items():
        if len(key) > METADATA_KEY_LENGTH:
            raise ApiError(
                f"Metadata keys can be up to {METADATA_KEY_LENGTH} characters: {key[:20]}…", param=param
            )
        if len(value) > METADATA_VALUE_LENGTH:
            raise ApiError(
                f"Metadata values can have up to {METADATA_VALUE_LENGTH} characters, but you passed in a value "
                f"that is {len(value)} characters. Invalid value: {value[:20]}…",
                param=f"{param}[{key}]",
            )
    return merged
