"""Reports of unforeseen errors to Sentry: where it happened and what it was, never whose order it was."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

from core.correlation import current_id
from core.logs import scrub

# Of a request only this much leaves the house; bodies, cookies, query strings and addresses of clients do not.
_KEPT_OF_REQUEST = ("method", "url")
_KEPT_HEADERS = frozenset({"accept", "accept-language", "content-type", "host", "user-agent"})


def _scrubbed(value: Any) -> Any:
    """Return the same structure with every text in it scrubbed, keys of mappings included."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {_scrubbed(key): _scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(item) for item in value]
    return value


def _reduced_request(request: dict[str, Any]) -> dict[str, Any]:
    kept = {name: request[name] for name in _KEPT_OF_REQUEST if name in request}
    headers = request.get("headers") or {}
    kept["headers"] = {name: text for name, text in headers.items() if name.lower() in _KEPT_HEADERS}
    return kept


def without_personal_data(event: Event, hint: Hint) -> Event:
    """Return the event without users, request contents, local variables and whatever reads like personal data."""
    data: dict[str, Any] = dict(event)
    data.pop("user", None)
    data.pop("extra", None)
    if "request" in data:
        data["request"] = _reduced_request(data["request"])
    for error in (data.get("exception") or {}).get("values", []):
        for frame in (error.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    data = _scrubbed(data)
    data["tags"] = {**(data.get("tags") or {}), "correlation_id": current_id() or "-"}
    return data  # type: ignore[return-value]


def _scrubbed_breadcrumb(crumb: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    return _scrubbed(crumb)


def start_error_reports(
    *, dsn: str, environment: str, release: str, transport: Transport | type[Transport] | None = None
) -> None:
    """Send unforeseen errors of the web and the worker to this Sentry project from now on."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=release or None,
        transport=transport,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=None,
        # The name of the machine is nobody's business either.
        server_name="shop",
        # Tasks' arguments are ids, but an argument of tomorrow need not be.
        integrations=[DjangoIntegration(), CeleryIntegration(propagate_traces=False)],
        before_send=without_personal_data,
        before_breadcrumb=_scrubbed_breadcrumb,
    )
