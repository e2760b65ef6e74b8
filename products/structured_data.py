"""What a product page says to search engines: https://developers.google.com/search/docs/appearance/structured-data/product"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.money import CURRENCY
from products.models import ProductPage
from products.selectors import VariantChoice
from products.unit_price import BaseUnit

# The one that is made for sharing, so that no other rendition is needed.
PICTURE = "fill-1200x630|format-jpeg|jpegquality-80"

# UN/CEFACT Recommendation 20, which schema.org's unitCode asks for.
UNIT_CODES = {
    BaseUnit.KILOGRAM: "KGM",
    BaseUnit.LITRE: "LTR",
    BaseUnit.METRE: "MTR",
    BaseUnit.SQUARE_METRE: "MTK",
    BaseUnit.PIECE: "C62",
}


def product_data(
    page: ProductPage, variants: list[VariantChoice], request: HttpRequest
) -> list[dict[str, Any]]:
    """Return the product with an offer for each variant (gross EUR), and the way to it from the home page."""
    address = page.get_full_url(request) or ""
    facts: list[dict[str, Any]] = [_breadcrumbs(page, address, request)]
    if variants:
        facts.append(
            {
                "@type": "Product",
                "name": page.title,
                "description": page.get_meta_description(),
                "url": address,
                "image": [request.build_absolute_uri(page.lead_image.get_rendition(PICTURE).url)]
                if page.lead_image
                else [],
                "offers": [_offer(variant, address) for variant in variants],
            }
        )
    return facts


def _offer(variant: VariantChoice, address: str) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": f"{address}?variant={variant.public_id}",
        "price": str(variant.price_now.amount),
        "priceCurrency": CURRENCY,
        "availability": "https://schema.org/InStock" if variant.in_stock else "https://schema.org/OutOfStock",
    }
    if variant.label:
        offer["name"] = variant.label
    if variant.sku:
        offer["sku"] = variant.sku
    if variant.price_now.until:
        # The reduction ends before the first moment of the next day.
        last = timezone.localtime(variant.price_now.until - timedelta(microseconds=1))
        offer["priceValidUntil"] = last.date().isoformat()
    specifications = _specifications(variant)
    if specifications:
        offer["priceSpecification"] = specifications
    return offer


def _specifications(variant: VariantChoice) -> list[dict[str, Any]]:
    """The struck price is the lowest of the 30 days before, never the regular one; and what a unit costs."""
    price = variant.price_now
    found: list[dict[str, Any]] = []
    if price.prior is not None:
        found.append(
            {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/StrikethroughPrice",
                "price": str(price.prior),
                "priceCurrency": CURRENCY,
            }
        )
    if price.unit is not None:
        found.append(
            {
                "@type": "UnitPriceSpecification",
                "price": str(price.unit.amount),
                "priceCurrency": CURRENCY,
                "referenceQuantity": {
                    "@type": "QuantitativeValue",
                    "value": 1,
                    "unitCode": UNIT_CODES[price.unit.unit],
                },
            }
        )
    return found


def _breadcrumbs(page: ProductPage, address: str, request: HttpRequest) -> dict[str, Any]:
    steps = [(above.title, above.get_full_url(request)) for above in page.trail] + [(page.title, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }
