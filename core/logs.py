"""Log lines carry the correlation id and no personal data."""

import logging
import re

from core.correlation import current_id

# In this order: what is cut first cannot hide from a later pattern.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # PostgreSQL repeats whole rows there: "DETAIL:  Failing row contains (…)", "Key (email)=(…) already exists".
    (re.compile(r"(DETAIL|CONTEXT): .*(?:\n(?!\S).*)*"), r"\1: [left out]"),
    # Keys of the payment provider, signing secrets, bearer tokens, passwords in addresses of servers.
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_\w+"), "[key]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [key]"),
    (re.compile(r"(\w+://[^\s:/@]*):[^\s@/]+@"), r"\1:[password]@"),
    # Signed links are as good as a password while they live.
    (re.compile(r"(/orders/)[^\s/?\"'<>]{16,}"), r"\1[link]"),
    (
        re.compile(r"(/password_reset/confirm/|/password/reset/key/|/confirm-email/)(?!done/)[^\s?\"'<>]+"),
        r"\1[link]",
    ),
    # What follows the "?" of an address: searches, e-mails, tokens. The address is a URL or a path after a space.
    (re.compile(r"((?:\w+://[^\s?\"'<>]+)|(?:(?<![\w])/[^\s?\"'<>]*))\?[^\s\"'<>]+"), r"\1?[query]"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\+\d[\d ()/-]{6,}\d"), "[phone]"),
    # Bulgarian numbers as they are spoken: 0888 123 456, 02 987 65 43.
    (re.compile(r"(?<![\w.,-])0\d(?:[ /-]?\d){7,8}(?![\w.,-]?\d)"), "[phone]"),
)


def scrub(text: str) -> str:
    """Return the text with e-mails, phone numbers, signed links, query strings, keys and row contents blanked."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class CorrelationFilter(logging.Filter):
    """Give the record the id of the work under way."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation_id = current_id() or "-"
        return True


class PersonalDataFilter(logging.Filter):
    """Blank personal data in the message and in the traceback, where exceptions repeat what they were given."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            # A wrong number of arguments: the words without them say where to look.
            message = f"{record.msg} [arguments left out]"
        record.msg, record.args = scrub(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = scrub(record.exc_text)
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)
        return True
