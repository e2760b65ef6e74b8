"""/v1/checkout/sessions"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tools.stripe_emulator import checkout, spec
from tools.stripe_emulator.engine import Engine
from tools.stripe_emulator.errors import ApiError, not_emulated
from tools.stripe_emulator.ids import new_id
from tools.stripe_emulator.listing import page, select
from tools.stripe_emulator.money import currency, require_chargeable
from tools.stripe_emulator.operations import Call, Operation, merged_metadata
from tools.stripe_emulator.store import JsonObject

SHORTEST, LONGEST = 30 * 60, 24 * 3600
MOST_ITEMS = 100

SUPPORTED = (
    "adaptive_pricing.enabled=false",
    "allow_promotion_codes=false",
    "allowed_payment_method_types.0=card",
    "automatic_tax.enabled=false",
    "billing_address_collection=auto",
    "cancel_url",
    "client_reference_id",
    "currency",
    "custom_text.submit.message",
    "customer",
    "customer_creation",
    "customer_email",
    "expires_at",
    "integration_identifier",
    "invoice_creation.enabled=false",
    "line_items.*.adjustable_quantity.enabled=false",
    "line_items.*.metadata.*",
    "line_items.*.price_data.currency",
    "line_items.*.price_data.product_data.description",
    "line_items.*.price_data.product_data.images.*",
    "line_items.*.price_data.product_data.metadata.*",
    "line_items.*.price_data.product_data.name",
    "line_items.*.price_data.tax_behavior",
    "line_items.*.price_data.unit_amount",
    "line_items.*.quantity",
    "locale",
    "metadata.*",
    "mode=payment",
    "origin_context=web",
    "payment_intent_data.capture_method",
    "payment_intent_data.description",
    "payment_intent_data.metadata.*",
    "payment_intent_data.receipt_email",
    "payment_intent_data.shipping.*",
    "payment_intent_data.shipping.address.*",
    "payment_intent_data.statement_descriptor",
    "payment_intent_data.statement_descriptor_suffix",
    "payment_intent_data.transfer_group",
    "payment_method_collection",
    "phone_number_collection.enabled=false",
    "submit_type",
    "success_url",
    "tax_id_collection.enabled=false",
    "ui_mode=hosted_page",
)
ECHOED = (
    "allowed_payment_method_types",
    "cancel_url",
    "client_reference_id",
    "customer",
    "customer_creation",
    "customer_email",
    "integration_identifier",
    "locale",
    "origin_context",
    "payment_method_collection",
    "submit_type",
    "success_url",
    "billing_address_collection",
)


def create(call: Call) -> JsonObject:
    """A new open session with a hosted page; `amount_total` is the sum of its lines."""
    _require(call)
    lines, code = _line_items(call.engine, call.params)
    total = sum(line["amount_total"] for line in lines)
    require_chargeable(total, code, param="line_items", what="The Checkout Session's total amount due")
    session = call.engine.new("checkout.session", "cs_test_")
    session.update({name: call.params[name] for name in ECHOED if name in call.params})
    session.update(
        amount_subtotal=total,
        amount_total=total,
        currency=code,
        expires_at=_expiry(call.engine.clock.now(), call.get("expires_at")),
        metadata=merged_metadata({}, call.get("metadata")),
        url=f"{call.base_url}/c/pay/{session['id']}",
    )
    if "custom_text" in call.params:
        session["custom_text"]["submit"] = {"message": call.params["custom_text"]["submit"]["message"]}
    return call.engine.store.add(
        session, line_items=lines, intent_data=_intent_data(call.get("payment_intent_data", {}))
    )


def retrieve(call: Call) -> JsonObject:
    """One session."""
    return _session(call)


def update(call: Call) -> JsonObject:
    """Change metadata."""
    session = _session(call)
    session["metadata"] = merged_metadata(session["metadata"], call.get("metadata"))
    return session


def list_(call: Call) -> JsonObject:
    """Sessions, filtered by payment intent, customer, status or buyer's address."""
    rows = call.engine.store.newest_first("checkout.session")
    rows = select(rows, call.params, "payment_intent", "customer", "status")
    email = call.get("customer_details", {}).get("email")
    if email:
        rows = [row for row in rows if (row["customer_details"] or {}).get("email") == email]
    return page(rows, call.params, "/v1/checkout/sessions")


def line_items(call: Call) -> JsonObject:
    """The lines of a session."""
    session = _session(call)
    rows = call.engine.store.secret(session["id"])["line_items"]
    return page(rows, call.params, f"/v1/checkout/sessions/{session['id']}/line_items")


def expire(call: Call) -> JsonObject:
    """Close an open session."""
    return checkout.expire(call.engine, _session(call))


def _session(call: Call) -> JsonObject:
    return call.engine.store.get("checkout.session", call.ids[0], param="session")


def _require(call: Call) -> None:
    for name in ("mode", "line_items", "success_url"):
        if not call.get(name):
            raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    for name in ("success_url", "cancel_url"):
        if name in call.params:
            _check_url(call.params[name], name)
    if "customer" in call.params:
        if "customer_email" in call.params:
            raise ApiError(
                "You may only specify one of these parameters: customer, customer_email.",
                param="customer_email",
            )
        call.engine.store.get("customer", call.params["customer"], param="customer")
    email = call.get("customer_email")
    if email and not _looks_like_email(email):
        raise ApiError(f"Invalid email address: {email}", code="email_invalid", param="customer_email")


def _check_url(url: str, param: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ApiError(
            f"Not a valid URL: {url}. An explicit scheme (such as https) must be provided.",
            code="url_invalid",
            param=param,
        )


def _looks_like_email(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(name and at and "." in domain and " " not in text)


def _expiry(now: int, wanted: int | None) -> int:
    if wanted is None:
        return now + LONGEST
    if wanted < now + SHORTEST:
        raise ApiError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if wanted > now + LONGEST:
        raise ApiError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return wanted


def _intent_data(data: dict[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "capture_method": data.get("capture_method", "automatic_async"),
        "metadata": merged_metadata({}, data.get("metadata"), "payment_intent_data[metadata]"),
    }


def _line_items(engine: Engine, params: dict[str, Any]) -> tuple[list[JsonObject], str]:
    given = params["line_items"]
    if len(given) > MOST_ITEMS:
        raise ApiError(f"A Checkout Session can have at most {MOST_ITEMS} line items.", param="line_items")
    lines = [_line_item(engine, item, f"line_items[{index}]") for index, item in enumerate(given)]
    code = currency(params.get("currency") or lines[0]["currency"], "currency")
    for index, line in enumerate(lines):
        if line["currency"] != code:
            raise ApiError(
                "All line items of a Checkout Session must have the same currency.",
                param=f"line_items[{index}][price_data][currency]",
            )
    return lines, code


def _line_item(engine: Engine, item: dict[str, Any], path: str) -> JsonObject:
    data = _price_data(item, path)
    quantity, unit_amount = item["quantity"], data["unit_amount"]
    if quantity < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=f"{path}[quantity]",
        )
    if unit_amount < 1:
        raise ApiError(
            "This value must be greater than 0.",
            code="parameter_invalid_integer",
            param=f"{path}[price_data][unit_amount]",
        )
    code = currency(data["currency"], f"{path}[price_data][currency]")
    line = spec.shape("item")
    line["price"].update(
        id=new_id("price_1"),
        product=new_id("prod_"),
        created=engine.clock.now(),
        currency=code,
        tax_behavior=data.get("tax_behavior", "unspecified"),
        unit_amount=unit_amount,
        unit_amount_decimal=str(unit_amount),
    )
    line.update(
        id=new_id("li_1"),
        amount_subtotal=unit_amount * quantity,
        amount_total=unit_amount * quantity,
        currency=code,
        description=data["product_data"]["name"],
        metadata=merged_metadata({}, item.get("metadata"), f"{path}[metadata]"),
        quantity=quantity,
    )
    return line


def _price_data(item: dict[str, Any], path: str) -> dict[str, Any]:
    if "price" in item:
        raise not_emulated(f"{path}[price]")
    for name in ("price_data", "quantity"):
        if name not in item:
            raise ApiError(
                f"Missing required param: {path}[{name}].", code="parameter_missing", param=f"{path}[{name}]"
            )
    data = item["price_data"]
    for name in ("product_data", "unit_amount"):
        if name not in data:
            inner = f"{path}[price_data][{name}]"
            raise ApiError(f"Missing required param: {inner}.", code="parameter_missing", param=inner)
    return data


OPERATIONS = (
    Operation("POST", "/v1/checkout/sessions", create, SUPPORTED),
    Operation(
        "GET",
        "/v1/checkout/sessions",
        list_,
        ("payment_intent", "customer", "status", "customer_details.email"),
    ),
    Operation("GET", "/v1/checkout/sessions/{session}", retrieve),
    Operation("POST", "/v1/checkout/sessions/{session}", update, ("metadata", "metadata.*")),
    Operation("POST", "/v1/checkout/sessions/{session}/expire", expire),
    Operation("GET", "/v1/checkout/sessions/{session}/line_items", line_items),
)
