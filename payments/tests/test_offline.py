"""Gateways without a provider speak the same verbs, and call nobody."""

import socket
from decimal import Decimal

import pytest

from payments.gateways import gateway
from payments.gateways.base import GatewayRefused, Outcome, RefundOutcome
from payments.gateways.names import CASH, STRIPE, TRANSFER


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a gateway without a provider opened a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("name", "refunded"), [(CASH, RefundOutcome.SUCCEEDED), (TRANSFER, RefundOutcome.PENDING)]
)
def test_an_offline_gateway_answers_every_verb_by_itself(name, refunded):
    gate = gateway(name)
    request = gate.prepare_refund(
        provider_reference="", amount=Decimal("12.90"), currency="EUR", ours="our-row"
    )
    state = gate.refund(request, key="our-key")

    assert (gate.name, gate.hosted) == (name, False)
    assert gate.state("").outcome == Outcome.WAITING
    assert gate.expire("").outcome == Outcome.EXPIRED
    assert (gate.payment_of("x"), gate.refunds("x")) == ("", [])
    assert (state.outcome, state.amount, state.ours) == (refunded, Decimal("12.90"), "our-row")
    assert state.reference == f"{name}-our-key"
    with pytest.raises(GatewayRefused, match=f"{name}_has_no_page"):
        gate.start({}, key="our-key")


def test_every_name_has_its_gateway():
    assert [gateway(name).name for name in (STRIPE, CASH, TRANSFER)] == ["stripe", "cod", "transfer"]
    with pytest.raises(KeyError):
        gateway("cheque")
