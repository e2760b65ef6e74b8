"""The commerce screen inside the page editor: who may do what there, and what two people see who meet on it."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowTask
from wagtail.users.models import UserProfile

from accounts.tests.people import client_of, make_person, sign_in
from core.models import AuditEntry
from products.models import PriceChange, Product, ProductPage
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_product,
    make_site,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree(make_site())


@pytest.fixture
def product() -> Product:
    return make_product(
        name="Pot",
        variants=[
            {"sku": "POT-S", "price": "10.00", "stock": 5, "values": {"Size": "S"}},
            {"sku": "POT-L", "price": "20.00", "stock": 0, "values": {"Size": "L"}},
        ],
    )


@pytest.fixture
def page(tree, product) -> ProductPage:
    return make_page(product, tree.indoor, title="Саксия")


def url(product: Product, section: str = "detail") -> str:
    return reverse(f"products:{section}", args=[product.pk])


def fields_of(client: Client, product: Product, section: str) -> dict[str, str]:
    """Return what a browser would send from the form of a section of the opened screen, hidden fields too."""
    body = client.get(url(product)).content.decode()
    form = body.partition(f'action="{url(product, section)}"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in said and said.get("type") != "checkbox":
            found[said["name"]] = said.get("value", "")
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"\s+selected', options)
        found[name] = chosen[0] if chosen else ""
    return found


def names_of(product: Product) -> list[str]:
    return [f"price-{pk}" for pk in product.variants.values_list("pk", flat=True)]


# --- In the page editor -------------------------------------------------------------------------------


def test_the_editor_of_a_page_frames_the_screen_of_what_it_sells(page):
    editor = client_of("Marketer").get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    body = editor.content.decode()
    (frame,) = re.findall(r"<iframe[^>]*desk-frame__window[^>]*>", body)
    assert f'src="{url(page.product)}?embedded=1"' in frame
    assert 'loading="lazy"' in frame
    assert re.search(r'title="[^"]+"', frame)
    assert re.search(r'<script[^>]*js/admin/commerce-frame[^>]*type="module"', body)
    assert "frame-src 'self'" in editor.headers["Content-Security-Policy"]


def test_the_editor_of_a_new_page_waits_for_its_first_save(tree):
    add = reverse("wagtailadmin_pages:add", args=["products", "productpage", tree.indoor.pk])

    body = client_of("Marketer").get(add).content.decode()

    (frame,) = re.findall(r"<iframe[^>]*desk-frame__window[^>]*>", body)
    assert "src=" not in frame
    assert f'data-for-page="{reverse("products:for_page", args=[0])}"' in body
    assert "data-commerce-wait" in body


def test_the_framed_screen_has_no_menu_and_stays_framed_after_a_save(product):
    marketer = client_of("Marketer")
    framed = f"{url(product)}?embedded=1"

    screen = marketer.get(framed)
    data = fields_of(marketer, product, "prices") | {f"{names_of(product)[0]}-price": "11"}
    saved = marketer.post(f"{url(product, 'prices')}?embedded=1", data)
    # Other parts' forms do not carry the word; the browser does.
    told = marketer.post(url(product, "prices"), data, headers={"Sec-Fetch-Dest": "iframe"})

    assert "data-wagtail-sidebar" not in screen.content.decode()
    assert "data-wagtail-sidebar" in marketer.get(url(product)).content.decode()
    assert screen.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in screen.headers["Content-Security-Policy"]
    assert (saved.status_code, saved.url) == (302, framed)
    assert "data-wagtail-sidebar" not in told.content.decode()


def test_the_address_by_page_leads_to_the_product_of_the_page(page):
    answer = client_of("Marketer").get(reverse("products:for_page", args=[page.pk]), {"embedded": "1"})

    assert (answer.status_code, answer.url) == (302, f"{url(page.product)}?embedded=1")


def test_a_page_without_a_product_gets_it_there_once(tree):
    page = make_page(None, tree.indoor, title="Нова", live=False)
    marketer = client_of("Marketer")

    first = marketer.get(reverse("products:for_page", args=[page.pk]))
    second = marketer.get(reverse("products:for_page", args=[page.pk]))

    page.refresh_from_db()
    assert first.url == second.url == url(page.product)
    assert page.product.is_archived
    assert Product.objects.filter(name="Нова").count() == 1


def test_who_may_not_edit_the_page_gets_no_product_for_it(tree):
    page = make_page(None, tree.indoor, title="Нова", live=False)

    for person in (client_of("Order staff"), client_of()):
        assert person.get(reverse("products:for_page", args=[page.pk])).status_code == 302
    assert not Product.objects.exists()


def test_the_product_is_called_as_its_page_until_somebody_names_it(tree):
    marketer = client_of("Marketer")
    page = make_page(None, tree.indoor, title="Нов", slug="nova", live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    typed = {"slug": "nova", "description": "null", "comment_notifications": "on"}
    for formset in ("gallery", "other_categories"):
        typed |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0"}
    for stream in ("facts", "body"):
        typed[f"{stream}-count"] = "0"

    def titled(title: str) -> str:
        assert marketer.post(edit, typed | {"title": title}).status_code == 302
        return ProductPage.objects.get(pk=page.pk).product.name

    assert titled("Нова са") == "Нова са"
    assert titled("Нова саксия") == "Нова саксия"
    product = ProductPage.objects.get(pk=page.pk).product
    data = fields_of(marketer, product, "details")
    marketer.post(url(product, "details"), data | {"product-name": "Саксия 12"})
    assert titled("Друга") == "Саксия 12"


def test_who_may_not_see_products_reads_figures_in_the_editor(page):
    editor = moderator(see=False).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    body = editor.content.decode()
    assert "desk-frame__window" not in body
    assert "10,00\xa0€" in body


# --- Prices and moderation ------------------------------------------------------------------------------


def moderator(*, see: bool = True) -> Client:
    """Return a browser of somebody who edits and publishes pages, and looks at products at most."""
    group = Group.objects.create(name="Checkers of texts")
    wanted = ["access_admin", *(["view_product"] if see else [])]
    group.permissions.set(Permission.objects.filter(codename__in=wanted))
    root = ProductPage.objects.first().get_root()
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=root, permission=Permission.objects.get(codename=codename)
        )
    person = make_person(email="moderator@vitrina.example")
    person.groups.add(group)
    client = Client()
    sign_in(client, person)
    return client


def in_moderation(page: ProductPage) -> None:
    """Give the page's latest draft to the moderators, which locks the page for everybody else."""
    task = GroupApprovalTask.objects.create(name="Look at it")
    task.groups.add(Group.objects.get(name="Checkers of texts"))
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page.save_revision()
    workflow.start(page, make_person(email="author@vitrina.example"))


def test_a_page_under_moderation_keeps_no_marketer_from_prices(page):
    moderator()
    in_moderation(page)
    marketer = client_of("Marketer")
    product = page.product
    data = fields_of(marketer, product, "prices") | {f"{names_of(product)[0]}-price": "12,50"}

    editor = marketer.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    answer = marketer.post(f"{url(product, 'prices')}?embedded=1", data)

    assert editor.context["page_locked"]
    assert "desk-frame__window" in editor.content.decode()
    assert answer.status_code == 302
    assert product.variants.first().price == Decimal("12.50")
    assert PriceChange.objects.get().actor_label == "Marketer"


def test_who_approves_texts_sets_no_price(page):
    checker = moderator()
    in_moderation(page)
    product = page.product
    state = page.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    approved = checker.post(approve)
    figures = checker.get(f"{url(product)}?embedded=1")
    refused = {}
    for section in ("prices", "stock", "details", "generate"):
        data = {f"{names_of(product)[0]}-price": "1", "version": "1"}
        refused[section] = checker.post(f"{url(product, section)}?embedded=1", data).status_code

    assert approved.status_code == 302
    page.refresh_from_db()
    assert page.current_workflow_state is None, "the text is approved"
    assert "10,00\xa0€" in figures.content.decode()
    assert not re.findall(r'<input type="(?!hidden)', figures.content.decode())
    assert refused == dict.fromkeys(refused, 403)
    assert [v.price for v in product.variants.all()] == [Decimal("10.00"), Decimal("20.00")]


# --- Two at once ----------------------------------------------------------------------------------------


def test_the_second_of_two_sees_what_the_first_wrote_and_keeps_the_own_words(product):
    first, second = client_of("Marketer"), client_of("Manager")
    small, large = names_of(product)
    opened = fields_of(second, product, "prices")
    mine = opened | {f"{small}-price": "15,00"}
    typed = fields_of(first, product, "prices") | {f"{small}-price": "12,00", f"{large}-price": "18,00"}
    assert first.post(url(product, "prices"), typed).status_code == 302

    met = second.post(url(product, "prices"), mine)

    assert met.status_code == 409
    rows = met.context["screen"].rows
    assert rows[0].prices["price"].value() == "15,00", "typed by the second"
    assert "12,00" in rows[0].prices["price"].note, "what the first wrote"
    assert rows[1].prices["price"].value() == "18,00", "left alone by the second, so it is the first one's"
    assert rows[1].prices["price"].note
    assert not hasattr(rows[0].prices["reduced_price"], "note")
    assert [v.price for v in product.variants.all()] == [Decimal("12.00"), Decimal("18.00")]

    again = mine | {"version": "2", f"{large}-price": "18,00"}
    assert second.post(url(product, "prices"), again).status_code == 302
    assert [v.price for v in product.variants.all()] == [Decimal("15.00"), Decimal("18.00")]


def test_a_mistake_does_not_hide_that_somebody_was_faster(product):
    first, second = client_of("Marketer"), client_of("Manager")
    small, large = names_of(product)
    opened = fields_of(second, product, "prices")
    typed = fields_of(first, product, "prices") | {f"{large}-price": "18,00"}
    first.post(url(product, "prices"), typed)

    wrong = second.post(url(product, "prices"), opened | {f"{small}-price": "many"})
    kept = re.search(r'name="version" value="(\d+)"', wrong.content.decode()).group(1)
    mended = second.post(url(product, "prices"), opened | {f"{small}-price": "11", "version": kept})

    assert wrong.status_code == 422
    assert mended.status_code == 409
    assert [v.price for v in product.variants.all()] == [Decimal("10.00"), Decimal("18.00")]


def test_details_met_by_somebody_else_are_told_apart_too(product):
    first, second = client_of("Marketer"), client_of("Manager")
    pk = product.variants.first().pk
    opened = fields_of(second, product, "details")
    first.post(url(product, "details"), opened | {"product-brand": "Глина", f"variant-{pk}-sku": "A-1"})

    met = second.post(url(product, "details"), opened | {f"variant-{pk}-sku": "B-1"})

    assert met.status_code == 409
    screen = met.context["screen"]
    assert screen.product_form["brand"].value() == "Глина"
    assert screen.rows[0].details["sku"].value() == "B-1"
    assert "A-1" in screen.rows[0].details["sku"].note


# --- What can be typed ----------------------------------------------------------------------------------


def test_everything_about_a_variant_is_saved_and_logged(product, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    marketer, picture = client_of("Marketer"), make_image()
    small = product.variants.first()
    of = f"variant-{small.pk}"
    typed = {
        "product-brand": "Глина",
        "product-vat_class": "reduced",
        "product-tags": "лято, подарък, лято",
        f"{of}-sku": "POT-1",
        f"{of}-gtin": "4006381333931",
        f"{of}-weight_grams": "750",
        f"{of}-sides": "300x200 х 100",
        f"{of}-content_quantity": "2,5",
        f"{of}-content_unit": "kg",
        f"{of}-image": str(picture.pk),
    }

    answer = marketer.post(url(product, "details"), fields_of(marketer, product, "details") | typed)

    assert answer.status_code == 302
    small.refresh_from_db()
    product.refresh_from_db()
    assert (product.brand, product.vat_class, product.tags) == ("Глина", "reduced", ["лято", "подарък"])
    assert (small.sku, small.gtin, small.weight_grams) == ("POT-1", "4006381333931", 750)
    assert (small.length_mm, small.width_mm, small.height_mm) == (300, 200, 100)
    assert (small.content_quantity, small.content_unit, small.image) == (Decimal("2.5"), "kg", picture)
    entry = AuditEntry.objects.get(action="product-changed")
    assert entry.actor_label == "Marketer"
    assert entry.changes[f"{small.pk}.weight_grams"] == ["500", "750"]
    shown = marketer.get(url(product)).content.decode()
    assert "max-165x165" in shown, "the thumbnail"
    assert 'value="300×200×100"' in shown


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("sku", "POT-L"),
        ("gtin", "4006381333932"),
        ("gtin", "12"),
        ("weight_grams", "-1"),
        ("sides", "300 × 200"),
        ("sides", "300 × 200 × 0"),
        ("sides", "300 × 200 × 10001"),
        ("sides", "30,5 × 20 × 10"),
        ("content_quantity", "0"),
        ("content_quantity", "many"),
        ("image", "99999"),
    ],
)
def test_a_wrong_detail_is_said_beside_its_field(product, field, typed):
    marketer = client_of("Marketer")
    name = f"variant-{product.variants.first().pk}-{field}"
    data = fields_of(marketer, product, "details") | {name: typed, "product-brand": "Глина"}

    answer = marketer.post(url(product, "details"), data)

    assert answer.status_code == 422
    screen = answer.context["screen"]
    assert screen.rows[0].details.errors[field]
    assert screen.product_form["brand"].value() == "Глина"
    product.refresh_from_db()
    assert (product.brand, product.version) == ("", 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reduced_price": "10,00", "reduced_from": "2026-12-01"}, "reduced_price"),
        ({"reduced_price": "11", "reduced_from": "2026-12-01"}, "reduced_price"),
        ({"reduced_price": "5"}, "reduced_from"),
        (
            {"reduced_price": "5", "reduced_from": "2026-12-02", "reduced_until": "2026-12-01"},
            "reduced_until",
        ),
        # The midnight after it is in no calendar.
        (
            {"reduced_price": "5", "reduced_from": "2026-12-02", "reduced_until": "9999-12-31"},
            "reduced_until",
        ),
    ],
)
def test_a_reduction_that_cannot_be_is_said_beside_its_field(product, typed, field):
    marketer = client_of("Marketer")
    data = fields_of(marketer, product, "prices")
    data |= {f"{names_of(product)[0]}-{name}": value for name, value in typed.items()}

    answer = marketer.post(url(product, "prices"), data)

    assert answer.status_code == 422
    assert answer.context["screen"].rows[0].prices.errors[field]
    assert product.variants.first().reduced_price is None


@pytest.mark.parametrize("typed", ["1250,50", "1250.50", "1 250,50", "1.250,50", "1,250.50"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_price_may_have_a_comma_or_a_point_in_either_language(product, typed, language):
    person = make_person("Marketer")
    UserProfile.objects.create(user=person, preferred_language=language)
    marketer = Client()
    sign_in(marketer, person)
    data = fields_of(marketer, product, "prices") | {f"{names_of(product)[0]}-price": typed}

    assert marketer.post(url(product, "prices"), data).status_code == 302
    assert product.variants.first().price == Decimal("1250.50")


def test_variants_are_generated_and_what_was_made_is_said(product):
    marketer = client_of("Marketer")
    option = product.options.get()
    option.values.create(label_bg="XL", label_en="XL", position=2)
    data = {"version": "1", "generate-price": "30,00", "generate-weight_grams": "20"}

    made = marketer.post(url(product, "generate"), data, follow=True)
    again = marketer.post(url(product, "generate"), data | {"version": "2"}, follow=True)

    assert [v.price for v in product.variants.all()] == [Decimal(n) for n in (10, 20, 30)]
    assert made.redirect_chain == again.redirect_chain == [(url(product), 302)]
    assert product.variants.count() == 3


@pytest.mark.parametrize("price", ["0", "-5", "", "many"])
def test_nothing_is_generated_at_a_wrong_price(price):
    product = Product.objects.create(name="Candle")
    data = {"version": "1", "generate-price": price, "generate-weight_grams": "0"}

    answer = client_of("Marketer").post(url(product, "generate"), data)

    assert answer.status_code == 422
    assert answer.context["screen"].generate_form.errors["price"]
    assert not product.variants.exists()


def test_a_second_option_asks_what_the_existing_variants_get(product):
    marketer = client_of("Marketer")
    data = {
        "version": "1",
        "option-name_bg": "Цвят",
        "option-name_en": "Colour",
        "option-values": "син | blue\nчервен | red",
    }

    asked = marketer.post(url(product, "option"), data)
    told = marketer.post(url(product, "option"), data | {"option-existing_value": "син"})

    assert asked.status_code == 422
    assert asked.context["screen"].option_form.errors["existing_value"]
    assert told.status_code == 302
    assert {
        tuple(value.label_bg for value in v.values.order_by("option__position"))
        for v in product.variants.all()
    } == {
        ("S", "син"),
        ("L", "син"),
    }


def test_a_variant_is_archived_and_restored_with_its_message(product):
    marketer = client_of("Marketer")
    small, large = product.variants.all()

    marketer.post(url(product, "archive-variant"), {"version": "1", "variant": small.pk})
    last = marketer.post(url(product, "archive-variant"), {"version": "2", "variant": large.pk})

    assert last.status_code == 422
    assert last.context["screen"].rows[0].refusal
    assert [row.variant for row in last.context["screen"].archived_rows] == [small]
    marketer.post(url(product, "restore-variant"), {"version": "2", "variant": small.pk})
    assert product.variants.filter(archived_at=None).count() == 2


def test_names_of_options_and_values_are_mended(product):
    marketer = client_of("Marketer")
    data = fields_of(marketer, product, "labels")
    option = product.options.get()
    small = option.values.first()

    answer = marketer.post(
        url(product, "labels"),
        data | {f"labels-option-{option.pk}-en": "Height", f"labels-value-{small.pk}-en": "Small"},
    )
    twice = marketer.post(url(product, "labels"), data | {"version": "2", f"labels-value-{small.pk}-bg": "L"})

    assert answer.status_code == 302
    option.refresh_from_db()
    small.refresh_from_db()
    assert (option.name_en, small.label_en, small.label_bg) == ("Height", "Small", "S")
    assert twice.status_code == 422
    assert twice.context["screen"].labels_form.errors[f"value-{small.pk}-bg"]


# --- Size -----------------------------------------------------------------------------------------------


def test_the_screen_asks_as_often_for_sixty_variants_as_for_two(tree, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    few, many = make_product(name="Few", variants=[]), make_product(name="Many", variants=[])
    for product, count in ((few, 2), (many, 60)):
        for number in range(count):
            make_variant(
                product, values={"Size": str(number)}, position=number, image=make_image(width=8, height=8)
            )
        make_page(product, tree.indoor, title=product.name)
    marketer = client_of("Marketer")
    for product in (few, many):
        marketer.get(url(product))

    asked = {}
    for product in (few, many):
        with CaptureQueriesContext(connection) as queries:
            screen = marketer.get(url(product))
        asked[product.name] = len(queries)
        assert len(screen.context["screen"].rows) == product.variants.count()

    assert asked["Many"] == asked["Few"]
    assert asked["Many"] <= 34


def test_refusing_twenty_variants_asks_as_often_as_two(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = {}
    marketer = client_of("Marketer")
    for count in (2, 20):
        product = make_product(name=f"P{count}", variants=[])
        for number in range(count):
            make_variant(
                product, values={"Size": str(number)}, position=number, image=make_image(width=8, height=8)
            )
        data = fields_of(marketer, product, "details")
        data[f"variant-{product.variants.first().pk}-gtin"] = "1"
        with CaptureQueriesContext(connection) as queries:
            assert marketer.post(url(product, "details"), data).status_code == 422
        asked[count] = len(queries)

    assert asked[20] == asked[2]
