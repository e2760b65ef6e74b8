"""The front door under /v1/: keys, versions, checking, idempotency, planned failures, answers."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import re
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from . import expansion, spec
from .config import LIVE_KEY
from .engine import Engine, cause
from .errors import ApiError
from .faults import Fault
from .idempotency import Idempotency
from .ids import new_id
from .operations import Call, Operation
from .resources import OPERATIONS
from .store import JsonObject
from .timekeeping import tick
from .validation import decode, require_supported, validate

log = logging.getLogger("stripe_emulator.api")

TEST_KEY = re.compile(r"^(sk|rk)_test_\S+$")
# Refusals that Stripe remembers under an idempotency key: the work had begun when they arose.
REMEMBERED = {"charge_already_refunded", "payment_intent_unexpected_state"}


class Api:
    """Handles every request under /v1/ for one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; every error leaves in Stripe's shape with a request id."""
        request_id = new_id("req_")
        headers = {
            "request-id": request_id,
            "stripe-version": request.headers.get("Stripe-Version", spec.version()),
        }
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        if key:
            headers["idempotency-key"] = key
        try:
            status, body, more = await self._answer(request, request_id, key)
        except ApiError as error:
            status, body, more = error.status, _dump(error.body()), {}
        except _Unreachable:
            return await _hang_up(request)
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            own = ApiError("The emulator itself failed; see its log.", status=500, type="api_error")
            status, body, more = own.status, _dump(own.body()), {}
        log.info("%s %s -> %s %s", request.method, request.path, status, request_id)
        return web.Response(
            status=status, text=body, content_type="application/json", headers={**headers, **more}
        )

    async def _answer(
        self, request: web.Request, request_id: str, key: str | None
    ) -> tuple[int, str, dict[str, str]]:
        _check_key(request.headers.get("Authorization", ""))
        _check_version(request.headers.get("Stripe-Version"))
        operation, ids = _find(request.method, request.path)
        raw = decode(parse_qsl(await _form(request), keep_blank_values=True))
        fault = self.engine.faults.take(request.method, request.path)
        await _fail_before(fault)
        tick(self.engine)
        params = validate(operation.path, operation.method, raw)
        require_supported(params, operation.supports)
        expansion.check(spec.returns(operation.path, operation.method), params.get("expand", []))
        keys = Idempotency(self.engine.store, self.engine.clock)
        kept = keys.begin(key, request.path, raw) if key else None
        if kept:
            return (
                kept["status"],
                kept["body"],
                {"idempotent-replayed": "true", "original-request": kept["request"]},
            )
        call = Call(self.engine, params, ids, f"{request.scheme}://{request.host}")
        try:
            if fault and fault.mode == "slow":
                await asyncio.sleep(fault.seconds)
            status, body = self._work(operation, call, {"id": request_id, "idempotency_key": key})
        except BaseException:
            if key:
                keys.abandon(key)
            raise
        if key:
            keys.finish(key, status, body, request_id)
        if operation.method != "GET":
            self.engine.save()
        if fault and fault.mode == "lost_answer":
            raise _Unreachable
        return status, body, {}

    def _work(self, operation: Operation, call: Call, origin: dict[str, str | None]) -> tuple[int, str]:
        token = cause.set(origin)
        try:
            answer = operation.handler(call)
            return 200, _dump(expansion.expanded(self.engine.store, answer, call.get("expand", [])))
        except ApiError as error:
            if error.status != 402 and error.code not in REMEMBERED:
                raise
            return error.status, _dump(error.body())
        finally:
            cause.reset(token)


class _Unreachable(Exception):
    """The connection is to be cut without an answer."""


async def _fail_before(fault: Fault | None) -> None:
    if fault is None or fault.mode in ("slow", "lost_answer"):
        return
    if fault.mode == "timeout":
        await asyncio.sleep(fault.seconds)
        raise _Unreachable
    raise ApiError("An unknown error occurred (planned by the emulator).", status=500, type="api_error")


async def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _form(request: web.Request) -> str:
    if request.method == "POST" and request.can_read_body:
        return await request.text()
    return request.query_string


def _check_key(header: str) -> None:
    scheme, _, value = header.partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        key = _user_of_basic(key)
    if not key:
        raise ApiError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    if LIVE_KEY.match(key):
        raise ApiError(
            "A live key was sent to the Stripe emulator and refused. Take STRIPE_API_BASE out of the configuration "
            "to talk to Stripe itself, or use a test key (sk_test_…) here.",
            status=401,
        )
    if not TEST_KEY.match(key):
        raise ApiError(f"Invalid API Key provided: {key[:8]}***", status=401)


def _user_of_basic(encoded: str) -> str:
    try:
        return base64.b64decode(encoded).decode("utf-8", "replace").partition(":")[0]
    except binascii.Error:
        return ""


def _check_version(sent: str | None) -> None:
    if sent is not None and sent != spec.version():
        raise ApiError(
            f"Invalid Stripe API version: {sent}. This emulator was made from the description of {spec.version()}; "
            "see tools/stripe_emulator/data/README.md when the pinned stripe package changes."
        )


def _find(method: str, path: str) -> tuple[Operation, tuple[str, ...]]:
    for operation in OPERATIONS:
        match = operation.pattern.fullmatch(path)
        if match and operation.method == method:
            return operation, match.groups()
    for known, methods in spec.description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path) and method.lower() in methods:
            raise ApiError(
                f"Stripe knows {method} {known}, this emulator does not do it.", code="emulator_unsupported"
            )
    raise ApiError(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        status=404,
    )


def _dump(answer: JsonObject | dict[str, Any]) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False)
