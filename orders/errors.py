"""Why something cannot be done with an order; the text is for people, in the active language."""

from decimal import Decimal

from django.utils.translation import gettext as _


class OrderRefusal(Exception):
    """Base of all refusals: nothing was changed."""


class NotPayable(OrderRefusal):
    """The order does not wait for money, or not in this way."""

    def __init__(self) -> None:
        super().__init__(_("This order cannot be paid any more."))


class PaidMeanwhile(OrderRefusal):
    """The money arrived before the order could be closed, and money wins."""

    def __init__(self) -> None:
        super().__init__(_("Your payment has just arrived, so the order stays as it is."))


class PaymentUnderWay(OrderRefusal):
    """The provider has not decided yet, so the order can be neither closed nor paid again."""

    def __init__(self) -> None:
        super().__init__(_("A payment for this order is under way. Please wait until it is decided."))


class ProviderSilent(OrderRefusal):
    """The card page cannot be closed at the moment, so nothing may change that somebody could pay for there."""

    def __init__(self) -> None:
        super().__init__(
            _("The payment provider does not answer at the moment. Please try again in a minute.")
        )


class NotCancelable(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("This order cannot be cancelled any more."))


class NotShippable(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing to send in this order."))


class TooManyPieces(OrderRefusal):
    """More than was ordered and not sent yet."""

    def __init__(self, title: str, left: int) -> None:
        self.left = left
        super().__init__(_("Only %(left)s of “%(title)s” are left to send.") % {"left": left, "title": title})


class NotRefundable(OrderRefusal):
    """More than was received and not given back yet."""

    def __init__(self, available: Decimal) -> None:
        self.available = available
        super().__init__(_("At most %(amount)s EUR can be refunded.") % {"amount": available})


class MethodUnavailable(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("This way to pay is not available for the order."))


class TotalChanged(OrderRefusal):
    """Another sum was shown than would be charged."""

    def __init__(self, total: Decimal) -> None:
        self.total = total
        super().__init__(_("The total is different now. Please look at it and confirm again."))


class NotReturnable(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Only an order that was sent can come back."))


class NothingToCollect(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("No cash is expected for this order."))


class NoTransferExpected(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("This order was never to be paid by bank transfer."))


class TransferKnown(OrderRefusal):
    """The booking of the bank was recorded before."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            _("A transfer with this number of the bank is recorded already, for order %(number)s.")
            % {"number": number}
        )


class RecordedMeanwhile(OrderRefusal):
    """Another sum was received than the clerk saw."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Money moved while this page was open, so nothing was recorded now. Look at the payments, then decide again."
            )
        )


class NothingToAccept(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("The transfers that came do not cover the total of an order that waits."))


class GoodsGone(OrderRefusal):
    """The order expired and others bought its goods."""

    def __init__(self) -> None:
        super().__init__(_("The goods are sold out meanwhile. Refund the money instead."))


class NothingToSendBack(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "What is to be sent back changed while this page was open, so nothing was recorded now. Look at the payments again."
            )
        )
