"""Errors in the shape of Stripe's API (https://docs.stripe.com/api/errors)."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is an error: `status` is the HTTP status, `body()` what Stripe would say."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.fields = {"type": type, "code": code, "decline_code": decline_code, "param": param, **extra}

    def body(self) -> dict[str, Any]:
        """The error as JSON; empty fields are left out, as Stripe leaves them out."""
        error = {"message": self.message, **{key: value for key, value in self.fields.items() if value}}
        if self.code:
            error["doc_url"] = f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}"
        return {"error": error}


def missing_resource(kind: str, object_id: str, param: str = "id") -> ApiError:
    """404 for an id that does not exist."""
    return ApiError(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param=param)


def not_emulated(param: str, detail: str = "") -> ApiError:
    """Refuse what Stripe knows and this emulator does not do, rather than ignore it silently."""
    return ApiError(
        f"Stripe knows '{param}', but this emulator does not support it{detail}. "
        "Nothing was done. See tools/stripe_emulator/README.md.",
        code="emulator_unsupported",
        param=param,
    )
