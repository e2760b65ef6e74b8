"""Manufacturers, responsible persons and warnings of the demo's products."""

from typing import Any

from home.seeding.data import SOURCE, TARGET, DemoDataError, load
from home.seeding.shop import ACTOR, DemoShop
from products.models import EconomicOperator, Product
from products.services.safety import SafetyFacts, change_safety


def write_safety_facts(shop: DemoShop, key: str, product: Product) -> None:
    """Give a new product what its page needs before it can be published."""
    facts: dict[str, Any] | None = load("safety")["products"].get(key)
    if facts is None:
        raise DemoDataError(f"safety.yaml says nothing about {key!r}.")
    warnings = facts.get("warnings", {})
    exempt = facts.get("exempt", "")
    product.version = change_safety(
        product_id=product.pk,
        version=product.version,
        facts=SafetyFacts(
            manufacturer_id=_operator(shop, facts.get("manufacturer")),
            responsible_person_id=_operator(shop, facts.get("responsible_person")),
            warnings_bg=warnings.get(SOURCE, ""),
            warnings_en=warnings.get(TARGET, ""),
            no_warnings=not (warnings or exempt),
            gpsr_exempt_reason=exempt,
        ),
        actor=ACTOR,
    )


def _operator(shop: DemoShop, key: str | None) -> int | None:
    """Return the operator with this key, made when it is named for the first time."""
    if key is None:
        return None
    data = load("safety")["operators"][key]
    found, made = EconomicOperator.objects.get_or_create(
        name=data["name"],
        country=data["country"],
        defaults={
            "postal_address": data["address"],
            "email": data.get("email", ""),
            "website": data.get("website", ""),
        },
    )
    shop.made["manufacturers"] += made
    return found.pk
