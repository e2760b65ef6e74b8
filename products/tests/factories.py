"""A small shop to test with. Plain models, no services: a test of a service must not stand on the service.

shop = make_site()                                   # Bulgarian and English, home pages, the default site
mug = make_sellable(price="12.90", stock=5)          # a variant with a live page in Bulgarian
page = make_page(make_product(name="Mug"), make_category(shop.home, title="Mugs"))
"""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.images import ImageFile
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as PillowImage
from wagtail.models import Collection, Locale, Page, Site

from core.models import ShopImage
from products.models import (
    CategoryPage,
    EconomicOperator,
    OptionValue,
    PriceChange,
    Product,
    ProductOption,
    ProductPage,
    ProductPageImage,
    Stock,
    Variant,
)
from products.services.listing import refresh_pages

# By name: the catalogue must not import what stands above it.
HomePage = apps.get_model("home.HomePage")
_numbers = count(1)


@dataclass(frozen=True)
class Shop:
    site: Site
    bg: Locale
    en: Locale
    home: Page
    home_en: Page


@dataclass(frozen=True)
class Categories:
    """Plants with two shelves below it, in both languages."""

    plants: CategoryPage
    indoor: CategoryPage
    outdoor: CategoryPage
    plants_en: CategoryPage
    indoor_en: CategoryPage
    outdoor_en: CategoryPage


def make_site(**attributes: Any) -> Shop:
    """Return the shop's site; its address is http://localhost unless told otherwise.

    It is made on the first call: for most tests that was before all of them (conftest.py).
    """
    values = {"hostname": "localhost", "port": 80, "site_name": "Vitrina", **attributes}
    homes = {
        home.locale.language_code: home for home in HomePage.objects.select_related("locale").filter(depth=2)
    }
    if homes.keys() != {"bg", "en"}:
        homes = _make_homes()
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    values["root_page"] = homes["bg"].page_ptr
    if site is None or any(getattr(site, name) != value for name, value in values.items()):
        site, _ = Site.objects.update_or_create(is_default_site=True, defaults=values)
    # No rollback takes back what an earlier test left in the cache.
    Site.clear_site_root_paths_cache()
    return Shop(
        site=site,
        bg=homes["bg"].locale,
        en=homes["en"].locale,
        home=homes["bg"],
        home_en=homes["en"],
    )


def _make_homes() -> dict[str, Page]:
    """Return the home page of each language, made together with the roots of the trees where they are missing."""
    bg, _ = Locale.objects.get_or_create(language_code="bg")
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=bg))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    home = HomePage.objects.filter(locale=bg).first()
    if home is None:
        home = root.add_child(instance=_live(HomePage(title="Начало", slug="nachalo", locale=bg)))
    home_en = twin_of(home) or make_twin(home, parent=root, title="Home", slug="nachalo-en")
    # Reread, because treebeard counted their children on other instances.
    return {"bg": _fresh(home), "en": _fresh(home_en)}


def unmake_site() -> None:
    """Bring back the tree of the migrations, Wagtail's own page alone: the suite begins with the site (conftest.py)."""
    wagtails_own = Page.objects.child_of(Page.get_first_root_node()).not_type(HomePage).get()
    Site.objects.update(root_page=wagtails_own, site_name="")
    for home in HomePage.objects.all():
        home.delete()
    Locale.objects.exclude(language_code="bg").delete()


def make_category(parent: Page, *, title: str, slug: str = "", **attributes: Any) -> CategoryPage:
    """Return a live category below the home page or another category, in its language."""
    page = CategoryPage(
        title=title, slug=slug or f"category-{next(_numbers)}", locale=parent.locale, **attributes
    )
    return _grow(parent, _live(page))


def make_category_tree(shop: Shop | None = None) -> Categories:
    """Return /plants/, /plants/indoor/ and /plants/outdoor/ with their English twins."""
    shop = shop or make_site()
    plants = make_category(shop.home, title="Растения", slug="plants")
    indoor = make_category(plants, title="Стайни", slug="indoor")
    outdoor = make_category(plants, title="Градински", slug="outdoor")
    plants_en = make_twin(plants, parent=shop.home_en, title="Plants")
    return Categories(
        plants=_fresh(plants),
        indoor=indoor,
        outdoor=outdoor,
        plants_en=plants_en,
        indoor_en=make_twin(indoor, parent=plants_en, title="Indoor"),
        outdoor_en=make_twin(outdoor, parent=plants_en, title="Outdoor"),
    )


def make_twin(page: Page, *, parent: Page, title: str, slug: str = "", **attributes: Any) -> Any:
    """Return a live English translation of a page."""
    english = Locale.objects.get(language_code="en")
    fields = {"translation_key": page.translation_key, "locale": english, **attributes}
    twin = type(page)(title=title, slug=slug or page.slug, **fields)
    return _grow(parent, _live(twin))


def twin_of(page: Page) -> Page | None:
    return page.get_translations().filter(locale__language_code="en").specific().first()


def make_product(
    *,
    name: str = "",
    price: str = "12.90",
    stock: int = 10,
    variants: list[dict[str, Any]] | None = None,
    **attributes: Any,
) -> Product:
    """Return a product with one variant, or with the ones described.

    It may be published without safety facts, as exempt; give `gpsr_exempt_reason=""` and facts where they matter.
    A description takes make_variant's arguments; `values` is a dict of option names to labels, the same in both languages:
    `variants=[{"values": {"Size": "S"}, "price": "9.90"}, {"values": {"Size": "L"}, "stock": 0}]`.
    """
    attributes.setdefault("gpsr_exempt_reason", "Made for a test")
    product = Product.objects.create(name=name or f"Product {next(_numbers)}", **attributes)
    for position, described in enumerate(variants or [{}]):
        make_variant(product, **{"price": price, "stock": stock, "position": position, **described})
    return product


def make_operator(name: str = "Clay & Co", country: str = "BG", **attributes: Any) -> EconomicOperator:
    """Return a manufacturer or responsible person with both addresses."""
    fields = {"postal_address": "1 Potter Street, Troyan", "email": "safety@clay.example", **attributes}
    return EconomicOperator.objects.get_or_create(name=name, country=country, defaults=fields)[0]


def make_variant(
    product: Product,
    *,
    price: str = "12.90",
    stock: int = 10,
    reserved: int = 0,
    values: dict[str, str] | None = None,
    **attributes: Any,
) -> Variant:
    """Return a variant with its stock row; `price` and `reduced_price` may be text, the lowest price before is `price`."""
    if isinstance(attributes.get("reduced_price"), str):
        attributes["reduced_price"] = Decimal(attributes["reduced_price"])
        attributes.setdefault("reduced_from", timezone.now() - timezone.timedelta(days=1))
    if attributes.get("reduced_price") is not None:
        attributes.setdefault("prior_price", Decimal(price))
    chosen = [_option_value(product, name, label) for name, label in (values or {}).items()]
    attributes.setdefault("sku", f"SKU-{next(_numbers)}")
    attributes.setdefault("weight_grams", 500)
    attributes.setdefault("options_key", "-".join(str(pk) for pk in sorted(value.pk for value in chosen)))
    variant = Variant.objects.create(product=product, price=Decimal(price), **attributes)
    variant.values.set(chosen)
    Stock.objects.create(variant=variant, on_hand=stock, reserved=reserved)
    return variant


def make_price_history(product: Product, *, days: int = 60) -> None:
    """Let the product be on sale for so many days, its variants at the prices they have: then it may be reduced."""
    product.on_sale_since = timezone.now() - timezone.timedelta(days=days)
    product.save(update_fields=["on_sale_since"])
    PriceChange.objects.bulk_create(
        PriceChange(variant=variant, price=variant.price, at=product.on_sale_since)
        for variant in product.variants.all()
    )


def make_page(
    product: Product | None,
    parent: Page,
    *,
    title: str = "",
    slug: str = "",
    live: bool = True,
    **attributes: Any,
) -> ProductPage:
    """Return a product page in its parent's language, listed if it is live; `image` makes a gallery of one."""
    image = attributes.pop("image", None)
    number = next(_numbers)
    page = ProductPage(
        product=product,
        title=title or (product.name if product else f"Page {number}"),
        slug=slug or slugify(title) or f"product-{number}",
        locale=parent.locale,
        **attributes,
    )
    page = _grow(parent, _live(page) if live else _draft(page))
    if image:
        ProductPageImage.objects.create(page=page, image=image, sort_order=0)
    refresh_pages([page.pk])
    return page


def make_page_twin(page: ProductPage, *, parent: Page, title: str, **attributes: Any) -> ProductPage:
    """Return the live English page of the same product."""
    twin = make_twin(page, parent=parent, title=title, product=page.product, **attributes)
    refresh_pages([twin.pk])
    return twin


def make_sellable(*, title: str = "", price: str = "12.90", stock: int = 10, **attributes: Any) -> Variant:
    """Return the variant of a new product that can be bought: it has a live Bulgarian page in some category.

    Product's fields (brand, vat_class) and make_variant's arguments may be given.
    """
    category = CategoryPage.objects.filter(locale__language_code="bg").first()
    category = category or make_category(make_site().home, title="Растения")
    about_product = {key: attributes.pop(key) for key in ("brand", "vat_class") if key in attributes}
    variant = {"price": price, "stock": stock, **attributes}
    product = make_product(name=title, variants=[variant], **about_product)
    make_page(product, category, title=title)
    return product.variants.select_related("stock", "product").get()


def make_image(*, title: str = "", width: int = 800, height: int = 800, **attributes: Any) -> ShopImage:
    """Return a grey picture of this size."""
    content = BytesIO()
    PillowImage.new("RGB", (width, height), (120, 130, 110)).save(content, "JPEG")
    number = next(_numbers)
    return ShopImage.objects.create(
        title=title or f"Picture {number}",
        file=ImageFile(content, name=f"picture-{number}.jpg"),
        width=width,
        height=height,
        **attributes,
    )


def _option_value(product: Product, name: str, label: str) -> OptionValue:
    option, _ = ProductOption.objects.get_or_create(product=product, name_bg=name, name_en=name)
    value, _ = OptionValue.objects.get_or_create(option=option, label_bg=label, label_en=label)
    return value


def _grow(parent: Page, page: Any) -> Any:
    """Add a page as the last one below its parent, unchecked: half of what add_child asks the database is about mistakes."""
    above = _fresh(parent)
    page.depth = above.depth + 1
    page.path = (
        Page._get_path(above.path, page.depth, 1) if above.is_leaf() else above.get_last_child()._inc_path()
    )
    page.draft_title = page.title
    page._cached_parent_obj = above
    page.save(clean=False)
    Page.objects.filter(pk=above.pk).update(numchild=F("numchild") + 1)
    return page


def _live(page: Page) -> Page:
    now = timezone.now()
    page.live, page.first_published_at, page.last_published_at = True, now, now
    return page


def _draft(page: Page) -> Page:
    page.live, page.has_unpublished_changes = False, True
    return page


def _fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)
