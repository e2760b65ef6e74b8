"""Work on the catalogue that need not be done while somebody waits. Every task may run twice."""

from celery import shared_task
from wagtail.models import Page

from products.models import Variant
from products.services import listing


@shared_task
def refresh_listing_for_variants(variant_ids: list[int]) -> None:
    """Bring the listing up to date after the availability or price of these variants turned."""
    products = Variant.objects.filter(pk__in=variant_ids).values_list("product_id", flat=True)
    listing.refresh_products(set(products))


@shared_task
def refresh_listing_below(page_id: int) -> None:
    """Bring the listing up to date with a category that was published (its title is searched for)."""
    page = Page.objects.filter(pk=page_id).first()
    if page:
        listing.refresh_below(page)


@shared_task
def sweep_availability() -> int:
    """Put right the cards whose own task was lost between a sale and the listing."""
    return listing.refresh_turned_availability()


@shared_task
def repair_listing() -> int:
    """Put right what a crash or a lost task left behind; return the number of rows."""
    return listing.rebuild_listing()
