"""Work on the catalogue that need not be done while somebody waits. Every task may run twice."""

from celery import shared_task
from wagtail.models import Page

from products.models import Variant
from products.services import listing, restock


@shared_task
def refresh_listing_for_variants(variant_ids: list[int]) -> None:
    """Bring the listing up to date after the availability or price of these variants turned."""
    products = Variant.objects.filter(pk__in=variant_ids).values_list("product_id", flat=True)
    listing.refresh_products(set(products))


@shared_task
def tell_waiting(variant_ids: list[int]) -> int:
    """Write to those who wait for these variants, which can be had again; return how many there were."""
    return sum(restock.tell_waiting(variant_id) for variant_id in variant_ids)


@shared_task
def sweep_restock() -> int:
    """Tell those whose own task was lost, and those whose turn comes a day later."""
    return sum(restock.tell_waiting(variant_id) for variant_id in restock.variants_to_tell_about())


@shared_task
def forget_old_restock() -> int:
    """Delete the requests that have waited too long."""
    return restock.forget_old()


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
