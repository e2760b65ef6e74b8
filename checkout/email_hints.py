"""Slips in the domain of an e-mail address: a hint beside the field, never a refusal, and nobody is asked over the network."""

# Where shoppers of this shop have their mail. A short list: a hint that is wrong costs more than one that is missing.
COMMON = (
    "gmail.com",
    "abv.bg",
    "mail.bg",
    "dir.bg",
    "yahoo.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "proton.me",
    "protonmail.com",
    "yahoo.co.uk",
    "yahoo.ro",
    "t-online.de",
    "orange.fr",
    "libero.it",
    "seznam.cz",
)
# Real domains that stand one or two slips from a common one.
REAL = frozenset(
    {
        *COMMON,
        *(
            "gmx.de",
            "gmx.net",
            "web.de",
            "wp.pl",
            "mail.com",
            "email.com",
            "ymail.com",
            "rocketmail.com",
            "gmx.com",
            "gmx.at",
            "gmx.ch",
            "gmx.eu",
            "mac.com",
        ),
        *(
            "me.com",
            "pm.me",
            "mail.ru",
            "mail.de",
            "mail.ee",
            "mail.gr",
            "mail.dk",
            "live.de",
            "live.fr",
            "live.it",
        ),
        *(
            "live.nl",
            "live.se",
            "live.dk",
            "live.co.uk",
            "yahoo.de",
            "yahoo.fr",
            "yahoo.it",
            "yahoo.es",
            "yahoo.gr",
        ),
        *(
            "yahoo.pl",
            "yahoo.at",
            "yahoo.bg",
            "hotmail.de",
            "hotmail.fr",
            "hotmail.it",
            "hotmail.es",
            "hotmail.gr",
        ),
        *(
            "hotmail.nl",
            "hotmail.ro",
            "outlook.de",
            "outlook.fr",
            "outlook.it",
            "outlook.es",
            "outlook.bg",
            "op.pl",
        ),
        *(
            "o2.pl",
            "wp.eu",
            "dir.com",
            "dox.bg",
            "data.bg",
            "bol.bg",
            "home.nl",
            "online.de",
            "orange.ro",
            "zoho.com",
        ),
    }
)
# These exist with one ending only.
_ONE_ENDING = {"gmail": "gmail.com", "abv": "abv.bg", "icloud": "icloud.com"}
_ENDINGS = {"con": "com", "cmo": "com", "ocm": "com", "vom": "com", "xom": "com", "comm": "com", "bgg": "bg"}


def better_email(email: str) -> str:
    """Return the address that was probably meant; empty when there is nothing to doubt."""
    name, at, domain = email.strip().rpartition("@")
    domain = domain.lower().rstrip(".")
    if not (name and at and "." in domain) or domain in REAL:
        return ""
    found = _ONE_ENDING.get(domain.partition(".")[0], "") or _nearest(domain)
    if not found:
        stem, _dot, ending = domain.rpartition(".")
        found = f"{stem}.{_ENDINGS[ending]}" if ending in _ENDINGS else ""
    return f"{name}@{found}" if found else ""


def _nearest(domain: str) -> str:
    """Return the one common domain that is closest: one slip away, or two where the name is long enough for two."""
    distances = sorted((_slips(domain, common), index) for index, common in enumerate(COMMON))
    (least, index), (second, _index) = distances[:2]
    possible = 1 if len(COMMON[index]) < 9 else 2
    return COMMON[index] if least <= possible and least < second else ""


def _slips(one: str, other: str) -> int:
    """Return how many letters were left out, added, mistaken or swapped with their neighbour (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
