"""The register of personal data: what is held about people, why and for how long (GDPR art. 30).

Every app names its own in `<app>/personal_data.py`, which is found by itself, like `admin.py` in Django's admin.
`manage.py personal_data` prints the register; a test fails when a model has a column for people that is not in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class PersonalData:
    """One table: `model` as app_label.Model, its columns about people, why they are held, and until when."""

    model: str
    fields: tuple[str, ...]
    purpose: str
    kept: str

    def __post_init__(self) -> None:
        if not (self.fields and self.purpose and self.kept):
            raise ValueError(f"{self.model}: fields, purpose and time must be said")


_register: dict[str, PersonalData] = {}


def register(*entries: PersonalData) -> None:
    """Enter tables into the register; raises ValueError for a table that is in it already."""
    for entry in entries:
        if entry.model in _register:
            raise ValueError(f"{entry.model} is registered twice")
        _register[entry.model] = entry


def registered() -> list[PersonalData]:
    """Return the whole register by table; raises FieldDoesNotExist or LookupError where it names what is not there."""
    for entry in _register.values():
        model = apps.get_model(entry.model)
        for field in entry.fields:
            model._meta.get_field(field)
    return [_register[name] for name in sorted(_register)]


Export = Callable[[Any], dict[str, Any]]
_exports: list[Export] = []


def register_export(export: Export) -> None:
    """Have a part of what the shop holds about a user handed out with the copy of their data; every app has its own."""
    if export not in _exports:
        _exports.append(export)


def export_person(user: Any) -> dict[str, Any]:
    """Return all that the shop holds about the owner of an account, ready for JSON (GDPR art. 15(3), 20)."""
    return {name: part for export in _exports for name, part in export(user).items()}


Erasure = Callable[[Any], None]
_erasures: list[Erasure] = []


def register_erasure(erasure: Erasure) -> None:
    """Have something taken away with an account, beside what the database takes away with its row."""
    if erasure not in _erasures:
        _erasures.append(erasure)


def erase_person(user: Any) -> None:
    """Take away what the apps registered, in the open transaction that deletes the account (GDPR art. 17)."""
    for erasure in _erasures:
        erasure(user)


def discover() -> None:
    """Import `personal_data` of every installed app."""
    autodiscover_modules("personal_data")


register(
    PersonalData(
        model="core.OutgoingMail",
        fields=("recipient", "subject", "body_text", "body_html", "last_error"),
        purpose="To send the mails of an order and to prove that they were sent, or to send a notice that the person "
        "asked for (GDPR art. 6(1)(b)).",
        kept="With the order that the mail is about. Of a restock notice, address and text are taken out as soon as it is "
        "sent; one that cannot be sent is given up after about two days and forgotten 14 days later.",
    ),
    PersonalData(
        model="core.AuditEntry",
        fields=("actor_id", "actor_label", "object_label", "changes", "reason"),
        purpose="To know which member of staff changed what (legitimate interest, GDPR art. 6(1)(f)).",
        kept="For ever: the entries can be neither altered nor deleted.",
    ),
    PersonalData(
        model="core.ShopImage",
        fields=("credit", "uploaded_by_user"),
        purpose="To name who took a picture, as the licence asks, and to know who put it in (GDPR art. 6(1)(f)).",
        kept="As long as the picture; who put it in until that account is deleted.",
    ),
    PersonalData(
        model="core.ShopDocument",
        fields=("uploaded_by_user",),
        purpose="To know who put a document in (GDPR art. 6(1)(f)).",
        kept="As long as the document, or until the account is deleted.",
    ),
    PersonalData(
        model="core.RateLimitWindow",
        fields=("key",),
        purpose="To slow down whoever guesses (GDPR art. 6(1)(f)); a keyed hash of an address or a number, nothing else.",
        kept="Until the window has passed, then removed nightly.",
    ),
    PersonalData(
        model="axes.AccessAttempt",
        fields=("username", "ip_address", "user_agent", "path_info", "http_accept", "get_data", "post_data"),
        purpose="To stop whoever guesses passwords of staff (legitimate interest, GDPR art. 6(1)(f)).",
        kept="90 days, then removed nightly.",
    ),
    PersonalData(
        model="axes.AccessLog",
        fields=("username", "ip_address", "user_agent", "path_info", "http_accept", "session_hash"),
        purpose="To see who of the staff signed in from where (legitimate interest, GDPR art. 6(1)(f)).",
        kept="90 days, then removed nightly.",
    ),
)
