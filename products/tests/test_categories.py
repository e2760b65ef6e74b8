"""Categories: what a marketer puts in front, products in several of them, a deep tree that is moved about."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from accounts.tests.people import sign_in
from products.models import (
    CategoryPage,
    FeaturedProduct,
    ListingEntry,
    OtherCategory,
    PinnedProduct,
    ProductPage,
)
from products.services.listing import rebuild_listing, refresh_pages
from products.tests.factories import (
    make_category,
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_site,
    make_twin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def manager(client):
    user = User.objects.create_superuser(email="manager@example.com", password="a long enough password")
    sign_in(client, user)
    return user


def put_in_front(model, category, *pages):
    for number, page in enumerate(pages):
        model.objects.create(page=category, product_page=page, sort_order=number)


def list_besides(page, *categories):
    for number, category in enumerate(categories):
        OtherCategory.objects.create(page=page, category=category, sort_order=number)
    refresh_pages([page.pk])


def titles(response, name="entries"):
    return [entry.title for entry in response.context[name]]


def in_category(category):
    found = ListingEntry.objects.filter(category_ids__contains=[category.pk])
    return sorted(found.values_list("title", flat=True))


def plants(parent, count):
    return [
        make_page(make_product(), parent, title=f"Растение {number}", slug=f"plant-{number}")
        for number in range(count)
    ]


# --- Pinned and featured ----------------------------------------------------------------------------


def test_pinned_products_come_first_until_the_shopper_asks_for_an_order(client, tree):
    # Given four products, the first two of them pinned in the other order
    a, b, _c, _d = plants(tree.indoor, 4)
    put_in_front(PinnedProduct, tree.indoor, b, a)
    plain = client.get("/plants/indoor/")
    newest = client.get("/plants/indoor/?sort=newest")
    price = client.get("/plants/indoor/?sort=price")
    # Then they lead the plain list only, and its order has a name of its own
    assert titles(plain) == ["Растение 1", "Растение 0", "Растение 3", "Растение 2"]
    assert titles(newest) == ["Растение 3", "Растение 2", "Растение 1", "Растение 0"]
    assert (plain.context["sort"], newest.context["sort"], price.context["sort"]) == (
        "choice",
        "newest",
        "price",
    )
    assert (plain.context["query_string"], newest.context["query_string"]) == ("", "sort=newest")
    assert "sort=newest" in plain.content.decode()


def test_without_pinned_products_the_newest_come_first_at_the_plain_address(client, tree):
    plants(tree.indoor, 2)
    response = client.get("/plants/indoor/")
    assert (response.context["sort"], response.context["query_string"]) == ("newest", "")
    assert "sort=newest" not in response.content.decode()


def test_pages_of_a_list_with_pinned_products_hold_each_once(client, tree):
    # Given a list of three pages whose oldest products are pinned
    found = plants(tree.indoor, 50)
    put_in_front(PinnedProduct, tree.indoor, *found[:3])
    pages = [titles(client.get(f"/plants/indoor/?page={number}")) for number in (1, 2, 3)]
    # Then together they are the list, without gap or repetition
    assert [len(page) for page in pages] == [24, 24, 2]
    assert pages[0][:3] == ["Растение 0", "Растение 1", "Растение 2"]
    assert sorted(title for page in pages for title in page) == sorted(page.title for page in found)


def test_a_pinned_product_that_is_gone_or_elsewhere_leaves_no_trace(client, tree):
    gone, kept = plants(tree.indoor, 2)
    elsewhere = make_page(make_product(), tree.outdoor, title="Отвън")
    put_in_front(PinnedProduct, tree.indoor, gone, elsewhere, kept)
    gone.unpublish()
    assert titles(client.get("/plants/indoor/")) == ["Растение 1"]


def test_featured_products_stand_above_the_first_page_of_the_plain_list(client, tree):
    # Given a category with three featured products, one of them sold out and one unpublished
    found = plants(tree.indoor, 26)
    sold_out = make_page(make_product(stock=0), tree.outdoor, title="Разпродадено")
    put_in_front(FeaturedProduct, tree.indoor, sold_out, found[0], found[1])
    found[0].unpublish()
    first = client.get("/plants/indoor/")
    html = first.content.decode()
    # Then the others are shown large, with price and state of this moment
    assert titles(first, "featured") == ["Разпродадено", "Растение 1"]
    featured = html[html.index('class="featured ') : html.index('class="product-grid"')]
    assert featured.count("12,90") == 2
    assert featured.count("badge--neutral") == 1
    # And nowhere else
    assert titles(client.get("/plants/indoor/?page=2"), "featured") == []
    assert titles(client.get("/plants/indoor/?sort=price"), "featured") == []


def test_a_translated_category_shows_the_twins_of_what_was_put_in_front(client, tree):
    # Given an English category that still names Bulgarian pages, as wagtail-localize leaves it
    page, other = plants(tree.indoor, 2)
    make_page_twin(page, parent=tree.indoor_en, title="Plant")
    make_page(make_product(), tree.indoor_en, title="Newer", slug="newer")
    put_in_front(PinnedProduct, tree.indoor_en, page, other)
    put_in_front(FeaturedProduct, tree.indoor_en, other, page)
    response = client.get("/en/plants/indoor/")
    assert titles(response) == ["Plant", "Newer"]
    assert titles(response, "featured") == ["Plant"]


def test_a_product_is_put_in_front_once(tree):
    (page,) = plants(tree.indoor, 1)
    for model in (FeaturedProduct, PinnedProduct):
        put_in_front(model, tree.indoor, page)
        with pytest.raises(IntegrityError), transaction.atomic():
            put_in_front(model, tree.indoor, page)


def test_a_category_with_everything_in_front_takes_as_many_queries_as_with_little(
    client, tree, django_assert_max_num_queries
):
    image = make_image()
    found = [make_page(make_product(), tree.indoor, slug=f"p-{n}", image=image) for n in range(12)]
    counts = []
    for category, number in ((tree.indoor, 1), (tree.plants, 6)):
        put_in_front(FeaturedProduct, category, *found[:number])
        put_in_front(PinnedProduct, category, *found[6 : 6 + number])
        address = category.get_url()
        client.get(address)
        with django_assert_max_num_queries(11) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- The editor -------------------------------------------------------------------------------------


def category_form(page, featured=(), pinned=()):
    def rows(chosen):
        return inline_formset([{"product_page": one.pk, "id": ""} for one in chosen])

    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "seo_title": "",
            "search_description": "",
            "introduction": "",
            "above": streamfield([]),
            "body": streamfield([]),
            "featured_products": rows(featured),
            "pinned_products": rows(pinned),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


def save(client, page, **rows):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), category_form(page, **rows))


def test_a_marketer_puts_products_in_front(client, manager, tree):
    a, b, c = plants(tree.indoor, 3)
    assert save(client, tree.indoor, featured=[c], pinned=[b, a]).status_code == 302
    response = client.get("/plants/indoor/")
    assert titles(response) == ["Растение 1", "Растение 0", "Растение 2"]
    assert titles(response, "featured") == ["Растение 2"]


def test_a_draft_shows_its_own_choice_in_the_preview_only(client, manager, tree):
    a, _b = plants(tree.indoor, 2)
    save(client, tree.indoor)
    data = {
        name: value
        for name, value in category_form(tree.indoor, pinned=[a]).items()
        if name != "action-publish"
    }
    client.post(reverse("wagtailadmin_pages:edit", args=[tree.indoor.pk]), data)
    assert titles(client.get("/plants/indoor/")) == ["Растение 1", "Растение 0"]
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[tree.indoor.pk]))
    assert draft.content.decode().index(">Растение 0</a>") < draft.content.decode().index(">Растение 1</a>")


def test_the_same_product_twice_is_refused_beside_the_rows(client, manager, tree):
    a, _b = plants(tree.indoor, 2)
    response = save(client, tree.indoor, pinned=[a, a])
    assert response.status_code == 200
    assert response.context["form"].formsets["pinned_products"].non_form_errors()
    assert not PinnedProduct.objects.exists()


def test_a_page_of_the_other_language_becomes_its_twin_or_is_refused(client, manager, tree):
    # Given an English category and two Bulgarian pages, one of them translated
    page, untranslated = plants(tree.indoor, 2)
    twin = make_page_twin(page, parent=tree.indoor_en, title="Plant")
    # When they are put in front of it
    save(client, tree.indoor_en, pinned=[page])
    refused = save(client, tree.indoor_en, featured=[untranslated])
    # Then the first becomes its twin, the second is told beside its field
    assert list(PinnedProduct.objects.values_list("product_page", flat=True)) == [twin.pk]
    (row,) = refused.context["form"].formsets["featured_products"].forms
    assert row.has_error("product_page", "other_language")
    assert not FeaturedProduct.objects.exists()


# --- Several categories, one address ----------------------------------------------------------------


def test_a_product_in_two_categories_has_one_address(client, tree):
    # Given a product of the shelf indoors that is listed outdoors as well
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    list_besides(page, tree.outdoor)
    # Then both lists lead to the one address, which is the canonical one
    for address in ("/plants/indoor/", "/plants/outdoor/"):
        assert [entry.url for entry in client.get(address).context["entries"]] == ["/plants/indoor/pot/"]
    assert [entry.title for entry in client.get("/plants/").context["entries"]] == ["Саксия"]
    response = client.get("/plants/indoor/pot/")
    html = response.content.decode()
    assert '<link rel="canonical" href="http://localhost/plants/indoor/pot/">' in html
    assert [above.title for above in response.context["page"].trail] == ["Начало", "Растения", "Стайни"]
    assert client.get("/plants/outdoor/pot/").status_code == 404
    # And the sitemap knows it once
    assert (
        client.get("/sitemap.xml").content.decode().count("<loc>http://localhost/plants/indoor/pot/</loc>")
        == 1
    )


def test_the_listing_follows_a_category_that_lists_a_product_besides(
    client, tree, django_capture_on_commit_callbacks
):
    page = make_page(make_product(), tree.indoor, title="Саксия")
    shop = make_site()
    gifts = make_category(shop.home, title="Подаръци", slug="gifts")
    small = make_category(gifts, title="Малки", slug="small")
    list_besides(page, small)
    assert (in_category(small), in_category(gifts)) == (["Саксия"], ["Саксия"])
    # When the category moves below another
    outlet = make_category(shop.home, title="Разпродажба", slug="outlet")
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=small.pk).move(Page.objects.get(pk=outlet.pk), pos="last-child")
    assert (in_category(gifts), in_category(outlet), in_category(small)) == ([], ["Саксия"], ["Саксия"])
    # When it is unpublished
    with django_capture_on_commit_callbacks(execute=True):
        CategoryPage.objects.get(pk=small.pk).unpublish()
    assert (in_category(small), in_category(outlet)) == ([], [])
    # When it is published again
    with django_capture_on_commit_callbacks(execute=True):
        CategoryPage.objects.get(pk=small.pk).save_revision().publish()
    assert (in_category(small), in_category(outlet)) == (["Саксия"], ["Саксия"])
    # When the category above it is deleted with it
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=outlet.pk).delete()
    assert ListingEntry.objects.get().category_ids == [tree.plants.pk, tree.indoor.pk]
    assert client.get("/plants/indoor/").status_code == 200


def test_a_category_besides_counts_in_the_language_of_the_page(tree, django_capture_on_commit_callbacks):
    # Given an English page whose other category is the Bulgarian one, as a translation has it
    page = make_page(make_product(), tree.indoor, title="Саксия")
    twin = make_page_twin(page, parent=tree.indoor_en, title="Pot")
    list_besides(page, tree.outdoor)
    list_besides(twin, tree.outdoor)
    assert in_category(tree.outdoor_en) == ["Pot"]
    assert in_category(tree.outdoor) == ["Саксия"]
    # When the English category goes and comes back
    with django_capture_on_commit_callbacks(execute=True):
        tree.outdoor_en.unpublish()
    assert in_category(tree.outdoor_en) == []
    with django_capture_on_commit_callbacks(execute=True):
        tree.outdoor_en.save_revision().publish()
    assert in_category(tree.outdoor_en) == ["Pot"]


# --- A deep tree ------------------------------------------------------------------------------------


@pytest.fixture
def deep():
    """Five levels of categories with a product at the bottom, in both languages."""
    shop = make_site()
    levels, levels_en = [shop.home], [shop.home_en]
    for number in range(1, 6):
        levels.append(make_category(levels[-1], title=f"Ниво {number}", slug=f"l{number}"))
        levels_en.append(make_twin(levels[-1], parent=levels_en[-1], title=f"Level {number}"))
    page = make_page(make_product(), levels[-1], title="Дъно", slug="bottom")
    make_page_twin(page, parent=levels_en[-1], title="Bottom")
    return levels[1:], page


def test_a_product_five_levels_deep_is_in_every_list_above_it(client, deep):
    _levels, _page = deep
    for number in range(1, 6):
        address = "/" + "".join(f"l{n}/" for n in range(1, number + 1))
        response = client.get(address)
        assert titles(response) == ["Дъно"]
        assert [above.title for above in response.context["page"].trail[1:]] == [
            f"Ниво {n}" for n in range(1, number)
        ]
    response = client.get("/l1/l2/l3/l4/l5/bottom/")
    assert [above.title for above in response.context["page"].trail] == [
        "Начало",
        *(f"Ниво {n}" for n in range(1, 6)),
    ]
    assert response.context["language_links"][1]["url"] == "/en/l1/l2/l3/l4/l5/bottom/"


def test_renaming_the_middle_of_a_deep_tree_keeps_every_address_right(
    client, deep, django_capture_on_commit_callbacks
):
    levels, _page = deep
    middle = levels[2]
    middle.slug = "middle"
    with django_capture_on_commit_callbacks(execute=True):
        middle.save_revision().publish()
    # Then the lists link to the new address and the old one leads there
    assert [entry.url for entry in client.get("/l1/").context["entries"]] == ["/l1/l2/middle/l4/l5/bottom/"]
    assert client.get("/l1/l2/middle/l4/l5/bottom/").status_code == 200
    moved = client.get("/l1/l2/l3/l4/l5/bottom/")
    assert (moved.status_code, moved["Location"]) == (301, "/l1/l2/middle/l4/l5/bottom/")
    assert_as_rebuilt()


def test_moving_the_middle_of_a_deep_tree_through_the_admin_takes_its_products_along(
    client, manager, deep, django_capture_on_commit_callbacks
):
    levels, _page = deep
    top = make_category(make_site().home, title="Друго", slug="other")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[levels[2].pk, top.pk]))
    assert titles(client.get("/l1/")) == []
    assert [entry.url for entry in client.get("/other/").context["entries"]] == ["/other/l3/l4/l5/bottom/"]
    response = client.get("/other/l3/l4/l5/bottom/")
    assert [above.title for above in response.context["page"].trail] == [
        "Начало",
        "Друго",
        "Ниво 3",
        "Ниво 4",
        "Ниво 5",
    ]
    moved = client.get("/l1/l2/l3/l4/l5/bottom/")
    assert (moved.status_code, moved["Location"]) == (301, "/other/l3/l4/l5/bottom/")
    assert_as_rebuilt()


def assert_as_rebuilt():
    """What the signals left is what a command makes out of nothing."""
    rows = list(ListingEntry.objects.order_by("pk").values("pk", "url", "category_ids", "title"))
    ListingEntry.objects.all().delete()
    rebuild_listing()
    assert list(ListingEntry.objects.order_by("pk").values("pk", "url", "category_ids", "title")) == rows
    assert Site.objects.count() == 1
    assert ProductPage.objects.live().count() == len(rows)
