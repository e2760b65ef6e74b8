"""The tie between a product and its pages: every page has its product, and the first one published puts it on sale."""

from collections.abc import Iterable
from itertools import zip_longest

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, published

from core.actors import Actor
from core.audit import record_audit
from core.models import AuditEntry
from products.errors import CannotPublish
from products.models import CategoryPage, Product, ProductPage, ProductPageImage
from products.services.archiving import archive_product, restore_product
from products.services.catalogue import create_product
from products.services.copying import copy_product


class HasPage(Exception):
    """The product has a page already; `page` is it."""

    def __init__(self, page: ProductPage) -> None:
        super().__init__(f"product {page.product_id} has page {page.pk}")
        self.page = page


@transaction.atomic
def give_product(*, page_id: int, actor: Actor) -> Product:
    """Return the page's product; a page without one gets a new one of the same name, archived until it is published."""
    page = _locked(page_id)
    if page.product is not None:
        return page.product
    name = page.draft_title or page.title
    return _tie(page, create_product(name=name[:200], actor=actor, archived=True))


@transaction.atomic
def follow_title(*, page_id: int, actor: Actor) -> None:
    """Call a product as its first page is titled, until it was published or a person named it.

    Autosave makes the page while its title is still being typed. The version stays: nobody's open form is outdated by it.
    """
    page = _locked(page_id)
    product, title = page.product, (page.draft_title or page.title)[:200]
    if product is None or product.name == title or product.external_key or not product.is_archived:
        return
    named = AuditEntry.objects.filter(
        object_type=product._meta.label_lower,
        object_id=str(product.pk),
        action="product-changed",
        changes__has_key="name",
    )
    if not page.is_first_window or product.pages.count() > 1 or named.exists():
        return
    record_audit(actor=actor, action="product-named", obj=product, changes={"name": [product.name, title]})
    Product.objects.filter(pk=product.pk).update(name=title)


@transaction.atomic
def copy_products(*, source_id: int, copy_id: int, actor: Actor) -> int:
    """Give every product page at or below a copied page its own copy of the product; return how many were copied.

    The copies are archived and have no SKU, GTIN and stock. Wagtail copies a tree in its order, so both lists run alike;
    a page that is alone in its list (the copy was made without subpages) is left as it is.
    """
    copied = 0
    for source, copy in zip_longest(_windows_below(source_id), _windows_below(copy_id)):
        if source is None or copy is None:
            break
        page = _locked(copy)
        original = ProductPage.objects.values_list("product", flat=True).get(pk=source)
        if page.product is None and original is not None:
            _tie(page, copy_product(product_id=original, actor=actor))
            copied += 1
    return copied


@transaction.atomic
def share_product(*, source_id: int, translation_id: int) -> None:
    """Let a translation show the product of the page that it translates."""
    product_id = ProductPage.objects.values_list("product", flat=True).get(pk=source_id)
    ProductPage.objects.filter(pk=translation_id, product=None).update(product=product_id)


@transaction.atomic
def open_window(*, page_id: int, actor: Actor) -> None:
    """Put the product of a page that was just published on sale, if this is the first page it ever had published.

    From then on its prices count as asked. A product that staff archived later stays archived; its pages cannot be
    published.
    """
    page = ProductPage.objects.select_related("product").get(pk=page_id)
    Product.objects.filter(pk=page.product_id, on_sale_since=None).update(on_sale_since=timezone.now())
    others = ProductPage.objects.filter(product=page.product_id).exclude(pk=page_id)
    first = (
        page.first_published_at == page.last_published_at
        and not others.filter(first_published_at__isnull=False).exists()
    )
    if page.product and page.product.is_archived and first:
        restore_product(product_id=page.product_id, actor=actor)


@transaction.atomic
def close_windows(*, product_ids: Iterable[int], actor: Actor) -> list[Product]:
    """Archive those of the products whose last page was just deleted, and return them all, archived before or now.

    Variants, prices, stock, history and orders stay: `make_page` brings such a product back.
    """
    without = Product.objects.filter(pk__in=list(product_ids), pages=None).order_by("name", "pk")
    for product in without:
        archive_product(product_id=product.pk, actor=actor, reason=_("Its last page was deleted."))
    return list(without)


@transaction.atomic
def make_page(*, product_id: int, category_id: int, user: AbstractUser) -> ProductPage:
    """Make a draft of a page for a product that has none, in a category, with the pictures of its variants.

    Publishing it puts the product on sale, as with every first page. Raises HasPage.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if existing := product.pages.order_by("pk").first():
        raise HasPage(existing)
    category = CategoryPage.objects.select_related("locale").get(pk=category_id)
    page = ProductPage(title=product.name, product=product, locale=category.locale, live=False, owner=user)
    page.slug = find_available_slug(category, slugify(product.name) or f"product-{product.pk}")
    pictures = product.variants.filter(archived_at=None, image__isnull=False).values_list("image", flat=True)
    page.gallery = [
        ProductPageImage(image_id=image, sort_order=number)
        for number, image in enumerate(dict.fromkeys(pictures))
    ]
    category.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=user)
    page.save_revision(user=user, log_action=True)
    return page


@transaction.atomic
def add_page(*, parent: CategoryPage, page: ProductPage, live: bool) -> None:
    """Put a new page below a category, with its first revision; `live` publishes it with the same saving.

    What publishing a draft does in three savings is done in one, for the thousands of pages of an import. The gate is that
    of ProductPage.publish: raises CannotPublish, and then there is no page.
    """
    if live and (missing := page.missing(pictured=bool(page.gallery.all()))):
        raise CannotPublish(page.pk, page.title, missing)
    page.live = live
    # Known here; whoever asks next need not read it back.
    page.pictures = list(page.gallery.all())
    parent.add_child(instance=page)
    # add_child has validated it, and written into the page's history that it was created.
    revision = page.save_revision(changed=not live, clean=False)
    if not live:
        return
    moment = revision.created_at
    page.live_revision, page.first_published_at, page.last_published_at = revision, moment, moment
    ProductPage.objects.filter(pk=page.pk).update(
        live_revision=revision, first_published_at=moment, last_published_at=moment
    )
    page_published.send(sender=ProductPage, instance=page, revision=revision)
    published.send(sender=ProductPage, instance=page, revision=revision)
    # Wagtail's own log() validates the entry by four statements; this one is made of what was just written.
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page.pk,
                content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
                label=page.get_admin_display_title(),
                action="wagtail.publish",
                timestamp=timezone.now(),
                revision=revision,
                content_changed=True,
            )
        ]
    )


def _locked(page_id: int) -> ProductPage:
    return ProductPage.objects.select_for_update(of=("self",)).select_related("product").get(pk=page_id)


def _tie(page: ProductPage, product: Product) -> Product:
    # Drafts need no change: ProductPage.with_content_json takes the product from this column.
    ProductPage.objects.filter(pk=page.pk).update(product=product)
    page.product = product
    return product


def _windows_below(page_id: int) -> list[int]:
    page = Page.objects.get(pk=page_id)
    below = ProductPage.objects.descendant_of(page, inclusive=True)
    return list(below.order_by("path").values_list("pk", flat=True))
