"""Telling whether two orders are of the same person, without keeping whom."""

from django.utils.crypto import salted_hmac


def person_of(email: str) -> str:
    """Return a keyed hash of an address; the same for the ways in which one mailbox can be written, empty for none.

    Capitals, what follows a plus sign and, at Gmail, dots do not make another person.
    """
    name, _at, host = email.strip().lower().rpartition("@")
    if not name or not host:
        return ""
    name = name.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        name, host = name.replace(".", ""), "gmail.com"
    return salted_hmac("vitrina.promotions", f"{name}@{host}", algorithm="sha256").hexdigest()
