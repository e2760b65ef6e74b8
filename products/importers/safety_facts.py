"""Who answers for a product of a file, and what it warns of (GPSR art. 19)."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from core.actors import Actor
from products.importers.options import ImportOptions
from products.importers.records import OperatorRecord, ProductRecord
from products.importers.results import Report
from products.models import EconomicOperator, Product
from products.services import safety


def facts_asked(
    record: ProductRecord, options: ImportOptions, report: Report, now: safety.SafetyFacts
) -> safety.SafetyFacts:
    """Return what a product's facts become by a record: what it does not say stays as it is `now`."""
    warned = bool(record.warnings_bg or record.warnings_en)
    wanted = replace(
        now,
        manufacturer_id=_operator(record.manufacturer, report) or now.manufacturer_id,
        responsible_person_id=_operator(record.responsible_person, report) or now.responsible_person_id,
        warnings_bg=record.warnings_bg or now.warnings_bg,
        warnings_en=record.warnings_en or now.warnings_en,
        no_warnings=record.no_warnings or (now.no_warnings and not warned),
        gpsr_exempt_reason=record.gpsr_exempt_reason[:200] or now.gpsr_exempt_reason,
    )
    if wanted.manufacturer_id is None and not wanted.gpsr_exempt_reason:
        wanted = replace(wanted, gpsr_exempt_reason=options.gpsr_exempt_reason[:200])
    return wanted


def write_safety(
    product: Product, record: ProductRecord, options: ImportOptions, actor: Actor, report: Report
) -> None:
    """Bring the facts of a product of the shop in line with a record; raises InvalidCatalogue."""
    product.refresh_from_db()
    now = safety.facts_of(product)
    wanted = facts_asked(record, options, report, now)
    if wanted.normalised() != now:
        safety.change_safety(product_id=product.pk, version=product.version, facts=wanted, actor=actor)


def _operator(record: OperatorRecord | None, report: Report) -> int | None:
    """Return the manufacturer or responsible person of this name and country, written down if it is new."""
    if record is None or not record.name:
        return None
    # "BGR" and "100" are Bulgaria as well, and kept as "BG".
    country = countries.alpha2(record.country)
    found = EconomicOperator.objects.filter(name=record.name[:160], country=country).first()
    if found is not None:
        return found.pk
    if not (record.postal_address and country and (record.email or record.website)):
        words = _("“%(name)s” was not taken: it lacks a country, a postal or an electronic address.")
        report.say(words % {"name": record.name[:160]})
        return None
    made = EconomicOperator(
        name=record.name[:160],
        postal_address=record.postal_address[:400],
        country=country,
        email=record.email,
        website=record.website,
    )
    try:
        made.full_clean()
    except ValidationError as refusal:
        words = _("“%(name)s” was not taken: %(why)s")
        report.say(words % {"name": record.name[:160], "why": " ".join(refusal.messages)})
        return None
    made.save()
    return made.pk
