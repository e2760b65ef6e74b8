"""Every legal text that was published is kept, and it is known which one is in force."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from accounts.tests.people import sign_in
from legal_pages.models import LegalPage, LegalVersion
from legal_pages.selectors import version_in_force
from legal_pages.texts import enclosed
from products.tests.factories import make_category_tree, make_image, make_page, make_product, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_site()


def publish_terms(page, body, **fields):
    for name, value in {"body": body, **fields}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.fixture
def terms(shop):
    page = LegalPage(
        title="Общи условия", slug="terms", kind="terms", body="<p>…</p>", live=False, locale=shop.bg
    )
    return shop.home.add_child(instance=page)


def labels():
    return [version.label for version in LegalVersion.objects.order_by("pk")]


def test_each_published_text_becomes_a_version(terms):
    publish_terms(terms, "<p>Първи текст</p>")
    publish_terms(terms, "<p>Втори текст</p>")
    assert labels() == ["terms-bg-1", "terms-bg-2"]
    assert LegalVersion.objects.get(number=1).body == "<p>Първи текст</p>"


def test_the_same_text_again_makes_no_version(terms):
    publish_terms(terms, "<p>Текст</p>")
    publish_terms(terms, "<p>Текст</p>", search_description="за търсачките")
    assert labels() == ["terms-bg-1"]


def test_going_back_to_an_older_text_is_a_version_of_its_own(terms):
    for text in ("а", "б", "а"):
        publish_terms(terms, f"<p>{text}</p>")
    assert labels() == ["terms-bg-1", "terms-bg-2", "terms-bg-3"]


def test_a_draft_is_no_version(terms):
    terms.body = "<p>Чернова</p>"
    terms.save_revision()
    assert labels() == []


def test_publishing_in_the_admin_records_it_too(client, terms):
    sign_in(client, User.objects.create_superuser(email="m@example.com", password="a long enough password"))
    data = {
        "title": "Общи условия",
        "slug": "terms",
        "seo_title": "",
        "search_description": "",
        "kind": "terms",
        "effective_from": "",
        "body": rich_text("<p>От формата</p>"),
        "more": streamfield([]),
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    client.post(f"/admin/pages/{terms.pk}/edit/", nested_form_data(data))
    assert labels() == ["terms-bg-1"]
    assert "От формата" in LegalVersion.objects.get().body


def test_the_newest_text_that_has_begun_is_in_force(terms):
    # Given a text in force and one that begins in a week
    today = timezone.localdate()
    publish_terms(terms, "<p>Сега</p>", effective_from=today - timedelta(days=30))
    publish_terms(terms, "<p>Скоро</p>", effective_from=today + timedelta(days=7))
    # Then it changes on that day
    assert version_in_force("terms", "bg").label == "terms-bg-1"
    assert version_in_force("terms", "bg", today + timedelta(days=6)).label == "terms-bg-1"
    assert version_in_force("terms", "bg", today + timedelta(days=7)).label == "terms-bg-2"


def test_without_a_text_in_the_language_the_other_one_counts(terms):
    publish_terms(terms, "<p>Текст</p>")
    assert version_in_force("terms", "en").label == "terms-bg-1"
    assert version_in_force("privacy", "bg") is None


def test_each_language_has_its_own_numbers(shop, terms):
    publish_terms(terms, "<p>а</p>")
    publish_terms(terms, "<p>б</p>")
    english = terms.copy_for_translation(shop.en)
    english.specific.save_revision().publish()
    assert labels() == ["terms-bg-1", "terms-bg-2", "terms-en-1"]


def test_two_pages_of_other_kinds_do_not_mix(shop, terms):
    pages = [
        shop.home.add_child(
            instance=LegalPage(title=title, slug=slug, body="<p>1</p>", live=False, locale=shop.bg)
        )
        for title, slug in (("Бисквитки", "cookies"), ("Гаранция", "warranty"))
    ]
    for page in (*pages, *pages):
        publish_terms(page, "<p>1</p>")
    assert list(LegalVersion.objects.order_by("pk").values_list("kind", "number", "title")) == [
        ("other", 1, "Бисквитки"),
        ("other", 2, "Гаранция"),
    ]


@pytest.mark.parametrize(
    "change",
    [lambda versions: versions.update(body="<p>Друго</p>"), lambda versions: versions.delete()],
    ids=["update", "delete"],
)
def test_a_version_cannot_be_altered(terms, change):
    publish_terms(terms, "<p>Текст</p>")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(LegalVersion.objects.all())
    assert LegalVersion.objects.get().body == "<p>Текст</p>"


def test_the_page_shows_its_text(client, terms):
    publish_terms(terms, "<h2>Право на отказ</h2><p>14 дни</p>")
    response = client.get("/terms/")
    assert response.status_code == 200
    assert "<h2>Право на отказ</h2>" in response.content.decode()


def test_the_register_shows_versions_to_a_manager_and_to_no_stranger(client, terms):
    # Given a published text
    publish_terms(terms, "<p>Текст</p>")
    register = "/admin/legal_pages/legalversion/"
    # When a manager opens the register
    sign_in(client, User.objects.create_superuser(email="m@example.com", password="a long enough password"))
    page = client.get(register)
    # Then the text is there, and there is no way to add, change or delete one
    assert "Общи условия" in page.content.decode()
    version = LegalVersion.objects.get()
    for action in ("create/", f"edit/{version.pk}/", f"delete/{version.pk}/"):
        assert client.get(f"{register}{action}").status_code in (302, 403, 404)
    assert client.post(f"{register}delete/{version.pk}/").status_code in (302, 403, 404)
    assert LegalVersion.objects.count() == 1
    # And a stranger does not get in
    sign_in(client, User.objects.create_user(email="s@example.com", password="a long enough password"))
    assert client.get(register).status_code in (302, 403)


def test_a_version_holds_every_word_of_the_blocks_below_the_text(terms):
    # Given terms with blocks of words, links, pictures and a product
    tree = make_category_tree()
    pot = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    picture = make_image(alt_bg="Етикет на кашон")
    terms.more = [
        ("paragraph", RichText("<h2>Заглавие</h2><p>Текст &amp; още</p>")),
        ("quote", {"text": "Цитат <с> ъгли", "author": "Автор"}),
        (
            "faq",
            {
                "heading": "Въпроси",
                "questions": [{"question": "Защо?", "answer": RichText("<p>Затова.</p>")}],
            },
        ),
        (
            "gallery",
            {"heading": "", "pictures": [{"image": picture, "caption": "Надпис"}] * 2, "layout": "grid"},
        ),
        ("video", {"title": "Филм", "url": "https://youtu.be/WhWc3b3KhnY", "poster": None, "caption": ""}),
        ("product", {"product": pot, "text": "Препоръка"}),
        (
            "call_to_action",
            {"heading": "Пишете ни", "text": "", "link": {"label": "Тук", "page": pot, "url": ""}},
        ),
    ]
    # When they are published
    publish_terms(terms, "<p>Условия</p>")
    version = LegalVersion.objects.get()
    # Then the version is one text of all of them, in their order, without what is only look
    assert version.body.startswith(
        "<p>Условия</p><h2>Заглавие</h2><p>Текст &amp; още</p><p>Цитат &lt;с&gt; ъгли</p>"
    )
    for words in (
        "<h3>Въпроси</h3><h3>Защо?</h3><p>Затова.</p>",
        "Етикет на кашон",
        "Надпис",
        "Филм",
        "Препоръка",
    ):
        assert words in version.body
    assert f'<a linktype="page" id="{pot.pk}">Тук</a>' in version.body
    assert "grid" not in version.body
    # And a mail carries it with addresses that work outside
    mail = enclosed(version, site_url="https://shop.example")
    assert "Тук (https://shop.example/plants/indoor/pot/)" in mail.text
    assert "Защо?\n\nЗатова." in mail.text


def test_a_changed_word_in_a_block_is_a_new_version_and_the_same_words_are_not(terms):
    terms.more = [("quote", {"text": "Първо", "author": ""})]
    publish_terms(terms, "<p>Условия</p>")
    publish_terms(terms, "<p>Условия</p>")
    terms.more = [("quote", {"text": "Второ", "author": ""})]
    publish_terms(terms, "<p>Условия</p>")
    assert labels() == ["terms-bg-1", "terms-bg-2"]


def test_the_page_shows_the_blocks_below_the_text(client, terms):
    terms.more = [("quote", {"text": "Под текста", "author": ""})]
    publish_terms(terms, "<p>Условия</p>")
    html = client.get("/terms/").content.decode()
    assert html.index("Условия</p>") < html.index("Под текста")


@pytest.mark.parametrize("kind, shown", [("terms", True), ("privacy", False), ("returns", False)])
def test_the_legal_guarantee_stands_above_the_terms(client, terms, kind, shown):
    publish_terms(terms, "<p>Текст</p>", kind=kind)
    html = client.get("/terms/").content.decode()
    assert ('href="https://europa.eu/youreurope/guarantees"' in html) is shown
