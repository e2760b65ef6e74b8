"""Links that carry their own proof: signed, tied to one purpose, and out of date after a while (DESIGN 1.20)."""

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner


class LinkInvalid(Exception):
    """The link was not made by this shop for this purpose, or was altered."""


class LinkExpired(LinkInvalid):
    """The link was right once, but its time is over."""


def _signer(purpose: str) -> TimestampSigner:
    # "~" needs no escaping in a URL, and neither the timestamp nor the signature contains it.
    return TimestampSigner(salt=f"vitrina.link.{purpose}", sep="~")


def sign_link(purpose: str, value: str) -> str:
    """Return a token that carries `value`, readable by everyone and forgeable by nobody without SECRET_KEY.

    `value` must be made of characters that are at home in a URL path (a UUID, a number).
    """
    return _signer(purpose).sign(value)


def read_link(purpose: str, token: str, max_age: int) -> str:
    """Return the value of a token of this purpose that is at most `max_age` seconds old.

    Raises LinkExpired when it is older, LinkInvalid when it is not ours. Tokens signed with one of
    SECRET_KEY_FALLBACKS are still read.
    """
    try:
        return _signer(purpose).unsign(token, max_age=max_age)
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature as error:
        raise LinkInvalid from error
