"""Safety facts and who answers for them, through the admin's own views."""

import pytest
from django.urls import reverse

from accounts.tests.people import client_of
from core.models import AuditEntry
from products.models import EconomicOperator, Product
from products.tests.factories import make_category_tree, make_image, make_operator, make_page, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return make_product(name="Pot", gpsr_exempt_reason="")


def facts(product: Product, **typed) -> dict:
    data = {"version": product.version, "safety-warnings_bg": "", "safety-warnings_en": ""}
    return data | {f"safety-{name}": value for name, value in typed.items()}


def post(client, product: Product, **typed):
    return client.post(reverse("products:safety", args=[product.pk]), facts(product, **typed))


def test_a_marketer_names_the_manufacturer_and_what_the_product_warns_of(product):
    maker = make_operator()
    answer = post(client_of("Marketer"), product, manufacturer=maker.pk, warnings_bg="Чупливо.")
    assert answer.status_code == 302
    product.refresh_from_db()
    assert (product.manufacturer, product.warnings_bg, product.version) == (maker, "Чупливо.", 2)
    assert AuditEntry.objects.get(action="safety-changed").actor_label == "Marketer"


def test_the_screen_says_what_each_page_still_lacks(product):
    tree = make_category_tree()
    make_page(product, tree.indoor, live=False)
    marketer = client_of("Marketer")
    url = reverse("products:detail", args=[product.pk])
    (page,) = marketer.get(url).context["screen"].readiness
    assert page.missing.count(";") == 2
    answer = post(marketer, product, manufacturer=make_operator().pk, no_warnings="on")
    (page,) = marketer.get(url).context["screen"].readiness
    assert (answer.status_code, page.missing.count(";"), bool(page.missing)) == (302, 0, True)


def test_a_contradiction_stands_beside_its_field_and_nothing_typed_is_lost(product):
    answer = post(client_of("Marketer"), product, no_warnings="on", warnings_bg="Чупливо.")
    assert answer.status_code == 422
    form = answer.context["screen"].safety_form
    assert list(form.errors) == ["no_warnings"]
    assert form["warnings_bg"].value() == "Чупливо."
    product.refresh_from_db()
    assert product.warnings_bg == ""


def test_a_fact_that_a_published_page_needs_stays_with_a_message_beside_its_field(product):
    tree = make_category_tree()
    Product.objects.update(manufacturer=make_operator(), no_warnings=True)
    make_page(product, tree.indoor, image=make_image())
    answer = post(client_of("Marketer"), product, no_warnings="on")
    assert answer.status_code == 422
    assert list(answer.context["screen"].safety_form.errors) == ["manufacturer"]


def test_the_second_of_two_marketers_is_told(product):
    marketer = client_of("Marketer")
    post(marketer, product, manufacturer=make_operator().pk)
    answer = post(marketer, product, warnings_bg="Остро.")
    assert answer.status_code == 409
    assert answer.context["screen"].safety_form["warnings_bg"].value() == "Остро."
    product.refresh_from_db()
    assert product.warnings_bg == ""


def test_only_somebody_in_the_union_can_be_chosen_as_responsible(product):
    outside, inside = make_operator("Far Ltd", "CN"), make_operator("Near Ltd", "DE")
    screen = client_of("Marketer").get(reverse("products:detail", args=[product.pk])).context["screen"]
    assert list(screen.safety_form.fields["responsible_person"].queryset) == [inside]
    assert outside in screen.safety_form.fields["manufacturer"].queryset


def test_order_staff_and_strangers_change_no_safety_facts(product):
    clerk, stranger = client_of("Order staff"), client_of()
    assert clerk.get(reverse("products:detail", args=[product.pk])).context["screen"].safety_form is None
    for client in (clerk, stranger):
        assert post(client, product, warnings_bg="Остро.").status_code in (302, 403)
        assert client.get(reverse("operators:index")).status_code in (302, 403)
    product.refresh_from_db()
    assert product.warnings_bg == ""


def operator(**typed) -> dict:
    return {
        "name": "Clay",
        "postal_address": "1 Street",
        "country": "BG",
        "email": "",
        "website": "",
        **typed,
    }


def test_a_marketer_adds_finds_and_changes_a_manufacturer():
    marketer = client_of("Marketer")
    marketer.post(reverse("operators:add"), operator(email="a@clay.example"))
    clay = EconomicOperator.objects.get()
    make_operator("Other", "DE")
    listed = marketer.get(reverse("operators:index"), {"q": "oth"}).context["object_list"]
    assert [one.name for one in listed] == ["Other"]
    listed = marketer.get(reverse("operators:index"), {"country": "DE"}).context["object_list"]
    assert [one.name for one in listed] == ["Other"]
    marketer.post(
        reverse("operators:edit", args=[clay.pk]), operator(website="https://clay.example", name="Clay & Co")
    )
    clay.refresh_from_db()
    assert (clay.name, clay.email, clay.website) == ("Clay & Co", "", "https://clay.example")
    assert reverse("operators:index") in marketer.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("missing", ["name", "postal_address", "country"])
def test_a_manufacturer_needs_a_name_and_both_addresses(missing):
    answer = client_of("Marketer").post(
        reverse("operators:add"), operator(email="a@clay.example", **{missing: ""})
    )
    assert missing in answer.context["form"].errors
    answer = client_of("Manager").post(reverse("operators:add"), operator())
    assert "email" in answer.context["form"].errors
    assert not EconomicOperator.objects.exists()


def test_a_manufacturer_cannot_be_entered_twice():
    make_operator("Clay", "BG")
    answer = client_of("Marketer").post(reverse("operators:add"), operator(email="a@clay.example"))
    assert answer.context["form"].errors
    assert EconomicOperator.objects.count() == 1


def test_who_stands_on_a_product_is_not_deleted_and_usage_says_where(product):
    maker, free = make_operator(), make_operator("Free Ltd", "DE")
    product.manufacturer = maker
    product.save()
    marketer = client_of("Marketer")
    for used in (marketer.get, marketer.post):
        answer = used(reverse("operators:delete", args=[maker.pk]), follow=True)
        assert answer.status_code == 200
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert EconomicOperator.objects.filter(pk=maker.pk).exists()
    assert "Pot" in marketer.get(reverse("operators:usage", args=[maker.pk])).content.decode()
    marketer.post(reverse("operators:delete", args=[free.pk]))
    assert not EconomicOperator.objects.filter(pk=free.pk).exists()


def test_a_manufacturer_does_not_leave_the_union_while_its_products_name_nobody_in_it(product):
    tree = make_category_tree()
    maker = make_operator()
    Product.objects.update(manufacturer=maker, no_warnings=True)
    make_page(product, tree.indoor, image=make_image())
    marketer = client_of("Marketer")
    url = reverse("operators:edit", args=[maker.pk])
    answer = marketer.post(url, operator(country="GB", email="a@clay.example"))
    assert list(answer.context["form"].errors) == ["country"]
    maker.refresh_from_db()
    assert maker.country.code == "BG"
    Product.objects.update(responsible_person=make_operator("Import Ltd", "DE"))
    assert marketer.post(url, operator(country="GB", email="a@clay.example")).status_code == 302
