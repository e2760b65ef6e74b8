"""The front door: keys, versions, unknown parameters, errors, lists, expand."""

import http.client
import json
from urllib.parse import urlencode, urlsplit

import pytest
import stripe

from tools.stripe_emulator import spec

from .conftest import EUR_ITEM, client_for, session_params


def raw(emulator, method, path, params=None, **headers):
    """One request without stripe-python; gives status, headers, JSON."""
    connection = http.client.HTTPConnection(urlsplit(emulator.url).netloc, timeout=10)
    sent = {"Authorization": "Bearer sk_test_x", "Content-Type": "application/x-www-form-urlencoded"}
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    body = urlencode(params) if params is not None else None
    connection.request(method, path, body=body, headers={k: v for k, v in sent.items() if v is not None})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, json.loads(content) if content.startswith(b"{") else content


@pytest.mark.parametrize("key", ["sk_live_abc", "rk_live_abc"])
def test_live_keys_are_refused_with_a_clear_message(emulator, key):
    with pytest.raises(
        stripe.AuthenticationError, match="live key was sent to the Stripe emulator"
    ) as refused:
        client_for(emulator.url, key).v1.refunds.list()
    assert refused.value.http_status == 401
    assert key not in str(refused.value)


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer pk_test_abc", "Bearer whatever", "Basic !!!"])
def test_anything_but_a_secret_test_key_is_refused(emulator, header):
    status, _, body = raw(emulator, "GET", "/v1/refunds", Authorization=header)
    assert status == 401
    assert body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("header", ["Bearer rk_test_abc", "Basic c2tfdGVzdF94Og=="])
def test_restricted_keys_and_basic_authentication_work(emulator, header):
    assert raw(emulator, "GET", "/v1/refunds", Authorization=header)[0] == 200


def test_version_and_request_id_come_back(emulator, api):
    created = api.v1.checkout.sessions.create(params=session_params())
    headers = created.last_response.headers
    assert headers["stripe-version"] == spec.version() == stripe.api_version
    assert headers["request-id"].startswith("req_")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.retrieve("re_unknown")
    assert refused.value.request_id.startswith("req_")


def test_another_api_version_is_refused_rather_than_answered_wrongly(emulator):
    status, _, body = raw(emulator, "GET", "/v1/refunds", Stripe_Version="2020-08-27")
    assert (status, body["error"]["message"][:28]) == (400, "Invalid Stripe API version: ")


@pytest.mark.parametrize(
    "changes, unknown",
    [
        ({"colour": "red"}, "colour"),
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"payment_intent_data": {"metadata": {"a": "b"}, "order": "1"}}, "payment_intent_data[order]"),
        ({"line_items": [{**EUR_ITEM, "sku": "x"}]}, "line_items[0][sku]"),
        (
            {"line_items": [{"quantity": 1, "price_data": {**EUR_ITEM["price_data"], "vat": 20}}]},
            "line_items[0][price_data][vat]",
        ),
        (
            {
                "line_items": [
                    EUR_ITEM,
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": "eur",
                            "unit_amount": 1,
                            "product_data": {"name": "a", "id": "b"},
                        },
                    },
                ]
            },
            "line_items[1][price_data][product_data][id]",
        ),
    ],
)
def test_unknown_parameters_at_any_depth_are_refused(api, changes, unknown):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.create(params=session_params(**changes))
    assert refused.value.http_status == 400
    assert (refused.value.code, refused.value.param) == ("parameter_unknown", unknown)
    assert refused.value.user_message == f"Received unknown parameter: {unknown}"
    assert api.v1.checkout.sessions.list().data == []


def test_all_unknown_parameters_are_named_before_any_other_mistake(api):
    with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameters: a, b"):
        api.v1.checkout.sessions.create(params={"a": 1, "mode": "barter", "b": 2})


@pytest.mark.parametrize(
    "changes, code, param",
    [
        ({"mode": "barter"}, None, "mode"),
        ({"locale": "xx"}, None, "locale"),
        ({"expires_at": "tomorrow"}, "parameter_invalid_integer", "expires_at"),
        (
            {
                "line_items": [
                    {"quantity": 1, "price_data": {**EUR_ITEM["price_data"], "unit_amount": "12.50"}}
                ]
            },
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            {"line_items": [{**EUR_ITEM, "quantity": "two"}]},
            "parameter_invalid_integer",
            "line_items[0][quantity]",
        ),
        (
            {"line_items": [{"quantity": 1, "price_data": {"unit_amount": 1}}]},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
        (
            {"line_items": [{"price_data": EUR_ITEM["price_data"]}]},
            "parameter_missing",
            "line_items[0][quantity]",
        ),
        ({"line_items": "mug"}, "parameter_invalid_array", "line_items"),
        ({"metadata": "x"}, "parameter_invalid_object", "metadata"),
        ({"allow_promotion_codes": "maybe"}, "parameter_invalid_boolean", "allow_promotion_codes"),
        ({"cancel_url": ""}, "parameter_invalid_empty", "cancel_url"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
    ],
)
def test_wrong_values_are_refused_with_their_name(api, changes, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.create(params=session_params(**changes))
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)


@pytest.mark.parametrize(
    "changes, param",
    [
        ({"mode": "subscription"}, "mode"),
        ({"allow_promotion_codes": True}, "allow_promotion_codes"),
        ({"automatic_tax": {"enabled": True}}, "automatic_tax[enabled]"),
        ({"discounts": [{"coupon": "c"}]}, "discounts[0][coupon]"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items[0][price]"),
        ({"ui_mode": "embedded_page"}, "ui_mode"),
    ],
)
def test_what_is_not_emulated_is_refused_and_never_ignored(api, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.create(params=session_params(**changes))
    assert (refused.value.code, refused.value.param) == ("emulator_unsupported", param)


@pytest.mark.parametrize(
    "changes",
    [
        {
            "allow_promotion_codes": False,
            "automatic_tax": {"enabled": False},
            "adaptive_pricing": {"enabled": False},
        },
        {
            "submit_type": "pay",
            "billing_address_collection": "auto",
            "custom_text": {"submit": {"message": "Hello"}},
        },
        {"payment_intent_data": {"receipt_email": "a@b.bg", "statement_descriptor_suffix": "VITRINA"}},
    ],
)
def test_harmless_settings_are_accepted(session, changes):
    assert session(**changes).status == "open"


def test_unknown_ids_and_addresses_are_404(emulator, api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.retrieve("cs_test_unknown")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    status, _, body = raw(emulator, "GET", "/v1/horses")
    assert (status, body["error"]["message"][:26]) == (404, "Unrecognized request URL (")
    status, _, body = raw(emulator, "POST", "/v1/refunds/re_1/cancel", {})
    assert (status, body["error"]["code"]) == (400, "emulator_unsupported")


def test_lists_come_in_pages_the_newest_first(api, session):
    ids = [session().id for _ in range(5)][::-1]
    first = api.v1.checkout.sessions.list(params={"limit": 2})
    assert ([row.id for row in first.data], first.has_more, first.url) == (
        ids[:2],
        True,
        "/v1/checkout/sessions",
    )
    rest = api.v1.checkout.sessions.list(params={"limit": 3, "starting_after": ids[1]})
    assert ([row.id for row in rest.data], rest.has_more) == (ids[2:], False)
    back = api.v1.checkout.sessions.list(params={"limit": 2, "ending_before": ids[3]})
    assert ([row.id for row in back.data], back.has_more) == (ids[1:3], True)
    assert [row.id for row in first.auto_paging_iter()] == ids


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"starting_after": "cs_test_unknown"}])
def test_impossible_pages_are_refused(api, params):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.checkout.sessions.list(params=params)
    assert refused.value.param == next(iter(params))


def test_events_are_filtered_by_type_types_and_age(emulator, api, paid):
    paid()
    later = emulator.control.advance_clock(3600)
    paid()

    def types(**params):
        return [event.type for event in api.v1.events.list(params=params).data]

    assert types(type="payment_intent.succeeded") == ["payment_intent.succeeded"] * 2
    assert types(type="charge.*") == ["charge.succeeded"] * 2
    both = types(types=["checkout.session.completed", "charge.succeeded"])
    assert both == ["checkout.session.completed", "charge.succeeded"] * 2
    recent = types(types=["checkout.session.completed", "charge.succeeded"], created={"gte": later})
    assert recent == ["checkout.session.completed", "charge.succeeded"]
    assert types(created={"lt": later}, type="charge.succeeded") == ["charge.succeeded"]
    one = api.v1.events.list(params={"limit": 1}).data[0]
    assert api.v1.events.retrieve(one.id).to_dict() == one.to_dict()


def test_events_are_gone_after_30_days(emulator, api, paid):
    paid()
    event_id = emulator.control.events()[0]["id"]
    emulator.control.advance_clock(30 * 24 * 3600 + 60)
    assert api.v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.events.retrieve(event_id)


def test_references_expand_also_inside_lists(api, paid):
    done = paid()
    refund = api.v1.refunds.create(
        params={
            "payment_intent": done.payment_intent,
            "expand": ["charge.balance_transaction", "payment_intent"],
        }
    )
    assert refund.charge.balance_transaction.amount == 4000
    assert refund.payment_intent.id == done.payment_intent
    listed = api.v1.refunds.list(params={"expand": ["data.charge.refunds", "data.balance_transaction"]})
    assert listed.data[0].charge.refunds.data[0].id == refund.id
    assert listed.data[0].balance_transaction.amount == -4000


def test_an_impossible_expansion_is_refused_before_any_work(api, paid):
    done = paid()
    with pytest.raises(
        stripe.InvalidRequestError, match=r"This property cannot be expanded \(charge.colour\)"
    ):
        api.v1.refunds.create(params={"payment_intent": done.payment_intent, "expand": ["charge.colour"]})
    assert api.v1.refunds.list().data == []


def test_customers_are_kept(api):
    created = api.v1.customers.create(params={"email": "ana@example.com", "address": {"country": "BG"}})
    changed = api.v1.customers.update(created.id, params={"name": "Ана", "metadata": {"k": "v"}})
    assert (changed.name, changed.email, changed.address.country) == ("Ана", "ana@example.com", "BG")
    assert [row.id for row in api.v1.customers.list(params={"email": "ana@example.com"}).data] == [created.id]
    assert api.v1.customers.list(params={"email": "other@example.com"}).data == []


def test_other_hosts_and_other_sites_forms_are_turned_away(emulator):
    assert raw(emulator, "GET", "/v1/refunds", Host="shop.example")[0] == 403
    assert raw(emulator, "POST", "/_emu/reset", {}, Sec_Fetch_Site="cross-site")[0] == 403
    assert raw(emulator, "POST", "/_emu/reset", {}, Sec_Fetch_Site="same-origin")[0] == 303
