"""Stripe's test cards (https://docs.stripe.com/testing) and the checks of a card form.

Full card numbers are looked at and dropped: only brand and last four digits are ever kept.
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """Why a card is refused: error `code`, `decline_code` (may be None) and Stripe's message."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class Card:
    """One test card. `refund` says how refunds to it go: at once, pending first, or failing afterwards."""

    number: str
    title: str
    brand: str = "visa"
    country: str = "US"
    authenticate: bool = False
    decline: Decline | None = None
    refund: str = "succeeded"

    @property
    def last4(self) -> str:
        """The last four digits, the only ones that are stored."""
        return self.number[-4:]

    @property
    def fingerprint(self) -> str:
        """The same text for the same number."""
        return hashlib.sha256(self.number.encode()).hexdigest()[:16]


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
INSUFFICIENT = Decline(
    "card_declined", "insufficient_funds", "Your card has insufficient funds. Try a different card."
)
LOST = Decline("card_declined", "lost_card", "Your card was declined.")
EXPIRED = Decline("expired_card", None, "Your card has expired.")
WRONG_CVC = Decline("incorrect_cvc", None, "Your card's security code is incorrect.")
PROCESSING = Decline(
    "processing_error", None, "An error occurred while processing your card. Try again in a little bit."
)
NOT_A_TEST_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)
UNAUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)

CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242", "Payment succeeds"),
        Card("5555555555554444", "Payment succeeds (Mastercard)", brand="mastercard"),
        Card("378282246310005", "Payment succeeds (American Express)", brand="amex"),
        Card("4000001000000000", "Payment succeeds (Bulgarian card)", country="BG"),
        Card("4000000000000002", "Declined", decline=GENERIC),
        Card("4000000000009995", "Insufficient funds", decline=INSUFFICIENT),
        Card("4000000000009987", "Lost card", decline=LOST),
        Card("4000000000000069", "Expired card", decline=EXPIRED),
        Card("4000000000000127", "Incorrect security code", decline=WRONG_CVC),
        Card("4000000000000119", "Processing error", decline=PROCESSING),
        Card("4000000000000341", "Accepted first, declined when charged", decline=GENERIC),
        Card("4000002500003155", "3-D Secure authentication", authenticate=True),
        Card("4000000000003220", "3-D Secure 2 authentication", authenticate=True),
        Card("4000008400001629", "3-D Secure, declined afterwards", authenticate=True, decline=GENERIC),
        Card("4000000000007726", "Paid; refunds are pending at first", refund="pending"),
        Card("4000000000005126", "Paid; refunds fail later", refund="fails_later"),
    )
}

# Payment methods that Stripe offers in test mode for calls without a card form.
TEST_METHODS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_bg": "4000001000000000",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002500003155",
    "pm_card_threeDSecure2Required": "4000000000003220",
}


@dataclass(frozen=True)
class CardInput:
    """A complete, well-formed card as typed by a buyer."""

    card: Card
    exp_month: int
    exp_year: int


class CardFormError(Exception):
    """What is wrong with the typed card: `errors` maps field names to text keys."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def read_card(number: str, expiry: str, cvc: str, *, today: datetime.date) -> CardInput:
    """Check number, date and code as Stripe's form does; raises CardFormError with every mistake."""
    errors = {}
    digits = re.sub(r"[\s-]", "", number)
    if not re.fullmatch(r"\d{12,19}", digits):
        errors["card_number"] = "card_incomplete"
    elif not _luhn(digits):
        errors["card_number"] = "card_invalid"
    date = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(?:20)?(\d{2})\s*", expiry)
    month, year = (int(date[1]), 2000 + int(date[2])) if date else (0, 0)
    if not 1 <= month <= 12:
        errors["expiry"] = "expiry_incomplete"
    elif datetime.date(year, month, calendar.monthrange(year, month)[1]) < today:
        errors["expiry"] = "expiry_past"
    card = CARDS.get(digits) or Card(digits, "", decline=NOT_A_TEST_CARD)
    if not re.fullmatch(r"\d{4}" if card.brand == "amex" else r"\d{3}", cvc.strip()):
        errors["cvc"] = "cvc_incomplete"
    if errors:
        raise CardFormError(errors)
    return CardInput(card, month, year)


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
