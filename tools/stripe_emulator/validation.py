"""Turns a form body into typed parameters, and refuses whatever Stripe's description does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from . import spec
from .errors import ApiError, not_emulated

INTEGER = re.compile(r"-?\d{1,18}")
KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
ALWAYS = ("expand.*", "limit", "starting_after", "ending_before", "created", "created.*")


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Nested dictionaries from `a[b][0]=x` pairs; lists stay dictionaries with numbers as keys."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        match = KEY.match(key)
        if not match:
            raise ApiError(f"Invalid parameter name: {key}", code="parameter_unknown", param=key)
        parts = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        node = root
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            name = part or str(len(node))
            if following is None:
                node[name] = value
                break
            child = node.setdefault(name, {})
            if not isinstance(child, dict):
                raise ApiError("Invalid object", code="parameter_invalid_object", param=key)
            node = child
    return root


def validate(path: str, method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Parameters of an operation with their types; raises ApiError shaped as Stripe's.

    Unknown parameters are reported before any other mistake and all together, at whatever depth.
    """
    walk = _Walk()
    values = walk.value(spec.parameters(path, method), raw, "")
    if walk.unknown:
        plural = "s" if len(walk.unknown) > 1 else ""
        raise ApiError(
            f"Received unknown parameter{plural}: {', '.join(walk.unknown)}",
            code="parameter_unknown",
            param=walk.unknown[0],
        )
    if walk.errors:
        raise walk.errors[0]
    return values


def require_supported(params: dict[str, Any], supports: tuple[str, ...]) -> None:
    """Raise `emulator_unsupported` for a valid parameter whose effect is not emulated.

    A pattern is a dotted path where `*` stands for one name; `path=value` allows only that value.
    """
    patterns = [_pattern(text) for text in (*supports, *ALWAYS)]
    for parts, value in _leaves(params, ()):
        for expression, wanted in patterns:
            if expression.fullmatch(".".join(parts)) and wanted in (None, _text(value)):
                break
        else:
            raise not_emulated(bracketed(parts), f" with the value '{_text(value)}'")


def bracketed(parts: Iterable[str]) -> str:
    """`("a", "b", "0")` as Stripe writes it: `a[b][0]`."""
    first, *rest = parts
    return first + "".join(f"[{part}]" for part in rest)


def _pattern(text: str) -> tuple[re.Pattern[str], str | None]:
    path, _, value = text.partition("=")
    expression = re.escape(path).replace(r"\*", r"[^.]+")
    return re.compile(expression), value or None


def _leaves(value: Any, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if children is None or not value:
        if parts:
            yield parts, value
        return
    for name, child in children:
        yield from _leaves(child, (*parts, str(name).replace(".", "_")))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Walk:
    """One pass over a body along its schema, gathering mistakes instead of stopping at the first."""

    def __init__(self) -> None:
        self.unknown: list[str] = []
        self.errors: list[ApiError] = []

    def value(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        node = spec.resolve(node)
        if "anyOf" in node:
            return self._any_of(node["anyOf"], raw, path)
        if "enum" in node:
            return self._enum(node["enum"], raw, path)
        return getattr(self, f"_{node.get('type', 'string')}")(node, raw, path)

    def fail(self, message: str, path: str, code: str | None = None) -> None:
        self.errors.append(ApiError(message, code=code, param=path or None))

    def _any_of(self, choices: list[dict[str, Any]], raw: Any, path: str) -> Any:
        fitting = [choice for choice in map(spec.resolve, choices) if _fits(choice, raw)]
        if raw == "" and {"enum": [""]} in choices:
            return ""
        fitting = [choice for choice in fitting if choice != {"enum": [""]}] or [spec.resolve(choices[-1])]
        for choice in fitting[:-1]:
            attempt = _Walk()
            value = attempt.value(choice, raw, path)
            if not attempt.errors and not attempt.unknown:
                return value
        return self.value(fitting[-1], raw, path)

    def _enum(self, allowed: list[str], raw: Any, path: str) -> Any:
        if raw not in allowed:
            *others, last = allowed
            listed = f"{', '.join(others)}, or {last}" if others else last
            self.fail(f"Invalid {path}: must be one of {listed}", path)
        return raw

    def _object(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if not isinstance(raw, dict):
            return self.fail("Invalid object", path, "parameter_invalid_object")
        known, extra = node.get("properties", {}), node.get("additionalProperties", False)
        result = {}
        for name, value in raw.items():
            inner = f"{path}[{name}]" if path else name
            if name in known:
                result[name] = self.value(known[name], value, inner)
            elif isinstance(extra, dict):
                result[name] = value if value == "" else self.value(extra, value, inner)
            elif not extra:
                self.unknown.append(inner)
        for name in node.get("required", ()):
            if name not in raw:
                inner = f"{path}[{name}]" if path else name
                self.fail(f"Missing required param: {inner}.", inner, "parameter_missing")
        return result

    def _array(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if not isinstance(raw, dict) or not all(name.isdigit() for name in raw):
            return self.fail("Invalid array", path, "parameter_invalid_array")
        ordered = sorted(raw.items(), key=lambda pair: int(pair[0]))
        return [self.value(node.get("items", {}), value, f"{path}[{name}]") for name, value in ordered]

    def _integer(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if not isinstance(raw, str) or not INTEGER.fullmatch(raw):
            return self.fail(f"Invalid integer: {raw}", path, "parameter_invalid_integer")
        return int(raw)

    def _boolean(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if raw not in ("true", "false"):
            return self.fail(f"Invalid boolean: {raw}", path, "parameter_invalid_boolean")
        return raw == "true"

    def _number(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if not isinstance(raw, str) or not re.fullmatch(r"-?\d+(\.\d+)?", raw):
            return self.fail(f"Invalid decimal: {raw}", path, "parameter_invalid_decimal")
        return raw

    def _string(self, node: dict[str, Any], raw: Any, path: str) -> Any:
        if not isinstance(raw, str):
            return self.fail(f"Invalid string: {raw}", path, "parameter_invalid_string")
        if raw == "":
            return self.fail(
                f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a "
                f"parameter; however '{path}' cannot be unset. You should remove '{path}' from your request or "
                "supply a non-empty value.",
                path,
                "parameter_invalid_empty",
            )
        if len(raw) > node.get("maxLength", len(raw)):
            self.fail(f"Invalid string: {raw[:12]}…; must be at most {node['maxLength']} characters", path)
        return raw


def _fits(choice: dict[str, Any], raw: Any) -> bool:
    nested = choice.get("type") in ("object", "array")
    return nested == isinstance(raw, dict)
