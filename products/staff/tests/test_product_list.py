"""The list of products, through the admin's own view."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.tests.people import client_of
from core.models import ShopImage
from products.models import OtherCategory, Product
from products.safety import missing_facts
from products.services.listing import refresh_pages
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_operator,
    make_page,
    make_page_twin,
    make_product,
    twin_of,
)

pytestmark = pytest.mark.django_db


def listed(client, **query: str) -> list[str]:
    page = client.get(reverse("products:index"), query)
    assert page.status_code == 200
    return [product.name for product in page.context["object_list"]]


def row(client, name: str) -> Product:
    page = client.get(reverse("products:index"), {"q": name})
    (product,) = page.context["object_list"]
    return product


def many_variants(number: int) -> list[dict]:
    return [{"price": f"{10 + size}.00", "values": {"Size": str(size)}} for size in range(number)]


def fill(count: int, tree) -> None:
    for number in range(count):
        product = make_product(
            name=f"Product {number:02}", brand=f"Brand {number}", variants=many_variants(8)
        )
        image = make_image() if number < 3 else None
        page = make_page(product, tree.indoor, image=image)
        if number % 2:
            make_page_twin(page, parent=tree.indoor_en, title=f"Product {number}")


@pytest.mark.parametrize("group", ["Marketer", "Order staff", "Manager"])
def test_the_list_costs_the_same_for_three_products_and_for_sixty(group, django_assert_max_num_queries):
    tree = make_category_tree()
    client = client_of(group)
    fill(3, tree)
    listed(client)
    with django_assert_max_num_queries(15) as few:
        assert len(listed(client)) == 3
    Product.objects.update(name="Old")
    fill(57, tree)
    listed(client)

    with django_assert_max_num_queries(15) as many:
        assert len(listed(client)) == 50

    assert len(many) == len(few)


def test_a_row_says_price_stock_state_and_languages():
    tree = make_category_tree()
    product = make_product(
        name="Pot",
        brand="Clay",
        variants=[
            {"price": "20.00", "reduced_price": "15.00", "stock": 5, "reserved": 2, "values": {"Size": "S"}},
            {"price": "30.00", "stock": 4, "reserved": 1, "values": {"Size": "L"}},
        ],
    )
    page = make_page(product, tree.indoor, title="Саксия")
    marketer = client_of("Marketer")

    html = marketer.get(reverse("products:index")).content.decode()
    found = row(marketer, "Pot")

    assert (str(found.lowest_price), str(found.highest_price)) == ("15.00", "30.00")
    assert (found.reduced_now, found.available, found.held, found.variant_count) == (True, 6, 3, 2)
    assert [(one.code, one.state) for one in found.coverage] == [("bg", "live"), ("en", "missing")]
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) in html
    assert found.tone == "done"
    assert "15,00 €" in html.replace("\xa0", " ")


def test_who_may_edit_no_pages_gets_no_links_to_them():
    tree = make_category_tree()
    page = make_page(make_product(name="Pot"), tree.indoor)

    html = client_of("Order staff").get(reverse("products:index")).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in html
    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) not in html
    assert "data-bulk-action-footer" in html, "may correct the stock"
    assert reverse("wagtail_bulk_action", args=["products", "product", "stock"]) in html
    assert reverse("wagtail_bulk_action", args=["products", "product", "prices"]) not in html


def test_the_thumbnail_is_the_listed_one_or_one_made_before_and_none_is_made():
    tree = make_category_tree()
    make_page(make_product(name="Listed"), tree.indoor, image=make_image())
    draft_image = make_image()
    make_page(make_product(name="Draft"), tree.indoor, live=False, image=draft_image)
    made = draft_image.get_rendition("max-165x165")
    make_page(make_product(name="Bare"), tree.indoor, live=False, image=make_image())
    renditions = ShopImage.get_rendition_model().objects
    before = renditions.count()
    marketer = client_of("Marketer")

    assert "<picture>" in row(marketer, "Listed").thumbnail
    assert made.url in row(marketer, "Draft").thumbnail
    assert not row(marketer, "Bare").thumbnail
    assert renditions.count() == before


def test_states_and_their_filter():
    tree = make_category_tree()
    make_page(make_product(name="Sold"), tree.indoor)
    make_page(make_product(name="Waits"), tree.indoor, live=False)
    gone = make_product(name="Gone")
    make_page(gone, tree.indoor)
    Product.objects.filter(pk=gone.pk).update(archived_at="2026-01-01T00:00:00Z")
    waiting = make_product(name="New draft", archived_at="2026-01-01T00:00:00Z")
    make_page(waiting, tree.indoor, live=False, first_published_at=None)
    make_page(make_product(name="Unsafe", gpsr_exempt_reason=""), tree.indoor)
    Product.objects.create(name="Nothing in it", gpsr_exempt_reason="Test")
    marketer = client_of("Marketer")

    assert listed(marketer, state="on_sale") == ["Sold", "Unsafe"]
    assert listed(marketer, state="draft") == ["New draft", "Nothing in it", "Waits"]
    assert listed(marketer, state="archived") == ["Gone"]
    assert listed(marketer, state="lacking") == ["Nothing in it", "Unsafe"]
    assert row(marketer, "Gone").tone == "quiet"
    assert row(marketer, "Unsafe").lack
    assert not row(marketer, "Sold").lack


def test_lacking_safety_facts_means_what_the_publish_gate_means():
    tree = make_category_tree()
    home, away = make_operator(), make_operator("Far Clay", "CN")
    facts = {"gpsr_exempt_reason": "", "no_warnings": True}
    cases = [
        {"gpsr_exempt_reason": "An antique"},
        {**facts},
        {**facts, "manufacturer": home},
        {**facts, "manufacturer": away},
        {**facts, "manufacturer": away, "responsible_person": home},
        {**facts, "manufacturer": home, "no_warnings": False},
        {**facts, "manufacturer": home, "no_warnings": False, "warnings_bg": "Чупливо"},
        {**facts, "manufacturer": home, "no_warnings": False, "warnings_bg": "Чупливо", "warnings_en": " "},
        {**facts, "manufacturer": home, "no_warnings": False, "warnings_bg": "Ч", "warnings_en": "Brittle"},
    ]
    expected = []
    for number, case in enumerate(cases):
        for languages in (("bg",), ("bg", "en")):
            product = make_product(name=f"Case {number} {len(languages)}", **case)
            page = make_page(product, tree.indoor)
            if "en" in languages:
                make_page_twin(page, parent=tree.indoor_en, title="Case")
            if any(missing_facts(product, language) for language in languages):
                expected.append(product.name)
    marketer = client_of("Marketer")

    assert listed(marketer, lacks="safety") == sorted(expected)
    assert 0 < len(expected) < 2 * len(cases)


def test_the_other_filters():
    tree = make_category_tree()
    a = make_product(name="A", brand="Clay", tags=["gift"], stock=0)
    page = make_page(a, tree.indoor, image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="A")
    b = make_product(
        name="B", brand="Iron", vat_class="reduced", variants=[{"gtin": "4006381333931", "stock": 3}]
    )
    make_page(b, tree.outdoor)
    make_product(name="C", variants=[{"price": "9.00", "reduced_price": "8.00", "stock": 50}])
    marketer = client_of("Marketer")

    assert listed(marketer, stock="out") == ["A"]
    assert listed(marketer, stock="low") == ["A", "B"]
    assert listed(marketer, brand="Iron") == ["B"]
    assert listed(marketer, vat_class="reduced") == ["B"]
    assert listed(marketer, tag="gift") == ["A"]
    assert listed(marketer, unpublished="en") == ["B", "C"]
    assert listed(marketer, reduced="yes") == ["C"]
    assert listed(marketer, lacks="gtin") == ["A", "C"]
    assert listed(marketer, lacks="picture") == ["B", "C"]
    assert listed(marketer, category=str(tree.indoor.pk)) == ["A"]
    assert listed(marketer, category=str(tree.plants.pk)) == ["A", "B"], "with what stands below"
    assert listed(marketer, brand="Unknown") == ["A", "B", "C"], "what cannot be chosen narrows nothing"


def test_a_product_shown_in_a_second_category_is_found_there_too():
    tree = make_category_tree()
    page = make_page(make_product(name="A"), tree.indoor)
    OtherCategory.objects.create(page=page, category=tree.outdoor)

    assert listed(client_of("Marketer"), category=str(tree.outdoor.pk)) == ["A"]


def test_found_by_name_sku_gtin_brand_and_titles_in_both_languages():
    tree = make_category_tree()
    product = make_product(
        name="Internal", brand="Clay", variants=[{"sku": "POT-L", "gtin": "4006381333931"}]
    )
    page = make_page(product, tree.indoor, title="Саксия")
    make_page_twin(page, parent=tree.indoor_en, title="Flower pot")
    make_product(name="Else")
    marketer = client_of("Marketer")

    for words in ("intern", "pot-l", "40063813", "clay", "сакс", "flower"):
        assert listed(marketer, q=words) == ["Internal"], words
    assert listed(marketer, q="nothing like it") == []


def test_sorted_by_price_and_stock_with_what_has_none_last():
    make_product(name="A", price="5.00", stock=1)
    make_product(name="B", price="3.00", stock=9)
    Product.objects.create(name="C")
    marketer = client_of("Marketer")

    assert listed(marketer, ordering="lowest_price") == ["B", "A", "C"]
    assert listed(marketer, ordering="-lowest_price") == ["A", "B", "C"]
    assert listed(marketer, ordering="-available") == ["B", "A", "C"]


def test_a_product_cannot_be_deleted_from_here():
    product = make_product(name="Pot")
    manager = client_of("Manager")

    html = manager.get(reverse("products:index")).content.decode()

    for name in ("add", "edit", "delete", "copy"):
        with pytest.raises(NoReverseMatch):
            reverse(f"products:{name}", args=[product.pk])
    assert "/delete/" not in html
    deleting = reverse("wagtail_bulk_action", args=["products", "product", "delete"])
    assert manager.post(f"{deleting}?id={product.pk}").status_code == 404
    assert Product.objects.filter(pk=product.pk).exists()


def test_a_stranger_does_not_see_the_list():
    assert client_of().get(reverse("products:index")).status_code == 302


def test_the_english_twin_of_a_category_narrows_nothing_on_its_own():
    tree = make_category_tree()
    product = make_product(name="Only English")
    make_page(product, tree.indoor_en)
    refresh_pages(product.pages.values_list("pk", flat=True))

    assert listed(client_of("Marketer"), category=str(tree.indoor.pk)) == ["Only English"]
    assert twin_of(tree.indoor).pk == tree.indoor_en.pk
