"""One id leads from a shopper's request through everything that it caused, up to the payment provider."""

import logging

import pytest

from core.correlation import HEADER
from core.logs import CorrelationFilter
from core.models import OutgoingMail
from orders.models import OrderEvent
from orders.tests.provider import sessions
from payments.models import IncomingEvent
from products.models import StockMovement

# Really committed: what waits for the commit then runs inside the request, as it does in the shop.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

REQUEST_ID = "shopper-0123456789"


@pytest.fixture
def log(caplog):
    """Log lines with what the settings' handlers add to them."""
    caplog.handler.addFilter(CorrelationFilter())
    caplog.set_level(logging.INFO)
    yield caplog
    caplog.handler.filters.clear()


def ids(rows) -> set[str]:
    return set(rows.values_list("correlation_id", flat=True))


def test_a_card_order_carries_the_id_of_its_request_to_the_provider_and_back(
    shopper, mug, committing, deliver
):
    shopper.add(mug)
    form = shopper.fill_in()
    shopper.client.defaults[f"HTTP_{HEADER.upper().replace('-', '_')}"] = REQUEST_ID

    answer = shopper.confirm(form)

    # Everything that was written down in the request, and the call that followed the commit
    assert answer.headers[HEADER] == REQUEST_ID
    assert ids(OrderEvent.objects.all()) == {REQUEST_ID}
    assert ids(StockMovement.objects.filter(kind="held")) == {REQUEST_ID}
    session = sessions(shopper.stripe)[0]
    assert session["metadata"]["correlation"] == REQUEST_ID

    # The provider's own request begins another chain, which its events and mails share
    shopper.pay(answer.headers["Location"])
    deliver("checkout.session.completed")

    event = IncomingEvent.objects.get(type="checkout.session.completed")
    assert event.payload["data"]["object"]["metadata"]["correlation"] == REQUEST_ID
    received = OrderEvent.objects.get(kind="payment_received")
    assert received.correlation_id == event.correlation_id != REQUEST_ID
    assert ids(OutgoingMail.objects.filter(kind="paid")) == {event.correlation_id}


def test_the_log_of_a_mail_sent_by_a_task_names_the_request_behind_it(shopper, mug, log):
    shopper.add(mug)
    form = shopper.fill_in(payment="cod")
    shopper.client.defaults[f"HTTP_{HEADER.upper().replace('-', '_')}"] = REQUEST_ID

    shopper.confirm(form)

    mail = OutgoingMail.objects.get(kind="order-received")
    assert mail.correlation_id == REQUEST_ID
    lines = [record for record in log.records if record.name == "core.mail_delivery"]
    assert [line.correlation_id for line in lines] == [REQUEST_ID]
