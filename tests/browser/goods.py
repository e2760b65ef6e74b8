"""The shop that the browser tests walk through: few goods, two languages, everything that a purchase needs."""

from dataclasses import dataclass
from datetime import date

from checkout.tests.factories import make_shop
from legal_pages.models import LegalKind, LegalPage
from products.models import CategoryPage, ProductPage, Variant
from products.tests.factories import (
    Shop,
    make_category,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_site,
    make_twin,
)

LEGAL = {
    LegalKind.TERMS: ("Общи условия", "Terms and conditions"),
    LegalKind.PRIVACY: ("Поверителност", "Privacy"),
    LegalKind.RETURNS: ("Връщане и отказ", "Returns and withdrawal"),
}


@dataclass(frozen=True)
class Goods:
    """Plants, with a pot of two sizes and two colours in them."""

    plants: CategoryPage
    plants_en: CategoryPage
    pot: ProductPage
    pot_en: ProductPage

    def new_product(self, title: str, *, price: str = "8.40", stock: int = 10) -> tuple[Variant, ProductPage]:
        """Return a product of the test's own, which may be sold out or changed without harm to other tests."""
        product = make_product(name=title, price=price, stock=stock)
        page = make_page(product, self.plants, title=title, image=make_image())
        return product.variants.get(), page


def open_shop(port: int) -> Goods:
    shop = make_site(hostname="localhost", port=port)
    make_shop(
        company_name_bg="Витрина ЕООД",
        company_name_en="Vitrina Ltd",
        staff_email="desk@vitrina.example",
        email="shop@vitrina.example",
    )
    _add_legal_pages(shop)
    plants = make_category(shop.home, title="Растения", slug="rasteniya")
    plants_en = make_twin(plants, parent=shop.home_en, title="Plants", slug="plants")
    sizes = [
        {"values": {"Size": size, "Colour": colour}, "price": price, "stock": stock}
        for size, price in (("Small", "9.90"), ("Large", "14.90"))
        for colour, stock in (("Green", 40), ("White", 40))
    ]
    product = make_product(name="Clay pot", variants=sizes)
    picture = make_image()
    pot = make_page(
        product, plants, title="Глинена саксия", slug="saksiya", image=picture, summary="За едно растение."
    )
    pot_en = make_page_twin(
        pot, parent=plants_en, title="Clay pot", slug="clay-pot", summary="For one plant."
    )
    return Goods(plants=plants, plants_en=plants_en, pot=pot, pot_en=pot_en)


def _add_legal_pages(shop: Shop) -> None:
    for kind, (title, title_en) in LEGAL.items():
        page = LegalPage(
            title=title,
            slug=kind.value,
            kind=kind,
            locale=shop.bg,
            body=f"<p>{title}</p>",
            effective_from=date(2026, 1, 1),
        )
        type(shop.home).objects.get(pk=shop.home.pk).add_child(instance=page)
        make_twin(page, parent=shop.home_en, title=title_en, kind=kind, body=f"<p>{title_en}</p>")
