"""`seed_demo` builds the whole demo shop, once.

Seeding takes half a minute, so the module does it once, in a transaction around the transactions of its tests.
"""

import hashlib
from decimal import Decimal
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.test import Client, TestCase
from django.utils import timezone, translation
from psycopg.sql import SQL, Identifier
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import expand_db_html
from wagtail_localize.models import Translation

from accounts.models import User
from accounts.selectors import addresses_of
from checkout.models import Cart, CartLine
from checkout.selectors import view_cart
from core.models import ShopImage, ShopSettings
from home.management.commands.seed_demo import seed
from home.models import ArticlePage, HomePage
from home.seeding import pages
from home.seeding.data import DemoDataError, load
from legal_pages.models import LegalPage
from products.models import CategoryPage, ProductPage, StockMovement, Variant
from products.prices import effective_price
from products.selectors.price_history import differing_prior_prices
from products.tests.factories import unmake_site
from products.unit_price import BaseUnit, UnitPrice
from promotions.models import Promotion
from shipping.models import DeliveryMethod
from shipping.parcels import Piece, pack
from shipping.selectors import offers

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(600)]

PASSWORD = "korab-7-grozde-lampa"
COUNTS = {HomePage: 1, CategoryPage: 12, ProductPage: 33, ArticlePage: 3, LegalPage: 3}


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        unmake_site()
        with TestCase.captureOnCommitCallbacks(execute=True), pytest.MonkeyPatch.context() as patch:
            # Making all pictures of all pages takes as long as the rest (test_warming, and every `make demo`).
            patch.setattr("home.tasks.warm", lambda page_id: True)
            made = seed(PASSWORD)
        yield made
        transaction.set_rollback(True)


def fingerprint() -> dict[str, tuple[int, str]]:
    """How many rows each table has and a digest of them all, timestamps included."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(SQL("SELECT t::text FROM {} t ORDER BY 1").format(Identifier(table)))
            rows = [row for (row,) in cursor.fetchall()]
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def test_every_page_is_live_in_both_languages(shop):
    for model, count in COUNTS.items():
        for language in ("bg", "en"):
            live = model.objects.live().filter(locale__language_code=language)
            assert live.count() == count, (model, language)
            assert not any(page.has_unpublished_changes for page in live)


def test_a_second_run_changes_nothing(shop):
    before = fingerprint()

    with TestCase.captureOnCommitCallbacks(execute=True) as callbacks:
        again = seed(PASSWORD)

    assert +again.made == {}
    assert callbacks == []
    assert fingerprint() == before
    assert before["products_variant"][0] == Variant.objects.count() > 50


def test_what_somebody_edited_is_left_alone(shop):
    ShopSettings.objects.update(tagline_bg="Наш надпис")
    bonsai = ProductPage.objects.get(slug="bonsay-hinoki")
    bonsai.title, bonsai.slug = "Друго име", "drugo-ime"
    bonsai.save_revision().publish()

    again = seed(PASSWORD)

    assert +again.made == {}
    assert ShopSettings.objects.get().tagline_bg == "Наш надпис"
    assert ProductPage.objects.get(pk=bonsai.pk).slug == "drugo-ime"
    assert ProductPage.objects.filter(locale__language_code="bg").count() == 33


def test_a_missing_translation_is_made_again_and_nothing_else(shop):
    english = ProductPage.objects.get(slug="hinoki-bonsai", locale__language_code="en")
    english.delete()

    again = seed(PASSWORD)

    assert +again.made == {"translations": 1}
    assert ProductPage.objects.get(slug="hinoki-bonsai").live


def test_the_site_shows_the_bulgarian_home_page_and_wagtails_own_is_gone(shop):
    site = Site.objects.get()
    assert site.is_default_site
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="bg")
    assert set(Page.objects.filter(depth=2)) == {page.page_ptr for page in HomePage.objects.all()}
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"bg", "en"}


def test_translations_are_complete_for_the_translator(shop):
    """wagtail-localize counts (all sentences, translated ones)."""
    progress = [one.get_progress() for one in Translation.objects.all()]
    assert len(progress) == sum(COUNTS.values()) + 1
    assert all(total == done > 0 for total, done in progress)


def test_english_texts_and_slugs_are_english(shop):
    data = next(p for p in load("products/plants") if p["key"] == "bonsai")
    english = ProductPage.objects.get(locale__language_code="en", slug="hinoki-bonsai")
    bulgarian = ProductPage.objects.get(locale__language_code="bg", slug="bonsay-hinoki")

    assert english.translation_key == bulgarian.translation_key
    assert english.product == bulgarian.product
    assert (english.locale_code, bulgarian.locale_code) == ("en", "bg")
    assert english.title == data["title"]["en"]
    assert english.summary == data["summary"]["en"]
    assert [fact.value["value"] for fact in english.facts] == [f["value"]["en"] for f in data["facts"]]
    assert [row.image for row in english.gallery.all()] == [row.image for row in bulgarian.gallery.all()]
    assert english.get_parent().slug == "garden"
    assert not Redirect.objects.exists()


def test_every_page_passes_the_checks_of_the_editor(shop):
    """Limits of blocks are only checked by forms: a marketer must be able to save what was seeded."""
    for model, field in ((HomePage, "body"), (ArticlePage, "body"), (ProductPage, "facts")):
        for page in model.objects.all():
            page.full_clean()
            blocks = getattr(page, field)
            assert len(blocks.stream_block.clean(blocks)) == len(blocks) > 2, page


def test_links_in_an_english_article_lead_to_english_pages(shop):
    article = ArticlePage.objects.get(slug="one-roll-for-one-weekend")
    with translation.override("en"):
        words = [block.value for block in article.body if block.block_type == "paragraph"]
        html = expand_db_html(words[-1].source)
    assert 'href="/en/cameras/film-cameras/fujica-ax-5-28mm/"' in html
    assert article.author == "Petar Demirov"


def test_prices_stock_and_reductions_are_as_written(shop):
    bonsai = Variant.objects.select_related("stock").get(sku="PL-BON-HIN")
    assert bonsai.price == Decimal("189.00")
    assert (bonsai.stock.on_hand, bonsai.stock.reserved) == (5, 0)
    assert Variant.objects.get(sku="PL-LAL-7").stock.on_hand == 0

    now = timezone.now()
    reduced = Variant.objects.filter(reduced_from__lte=now, reduced_until__gt=now)
    assert {v.sku: v.reduced_price for v in reduced} == {
        "PL-ARA-040": Decimal("27.20"),
        "PL-ARA-070": Decimal("47.20"),
        "ME-SLA-BYA": Decimal("104.00"),
        "ME-KON-3": Decimal("2115.00"),
        "FO-KOD-133": Decimal("29.00"),
        "FO-TEL-CAN": Decimal("135.00"),
        "FO-TEL-NIK": Decimal("135.00"),
    }
    assert all(timezone.localtime(v.reduced_from).hour == 0 for v in reduced)


def test_every_reduction_of_the_demo_is_lawful_and_some_goods_have_a_unit_price(shop):
    assert list(differing_prior_prices()) == []
    slow = Variant.objects.get(sku="FO-KOD-133")
    assert slow.prior_price == slow.price == Decimal("39.00")
    soil = effective_price(Variant.objects.get(sku="PL-SMES-20"), timezone.now())
    assert soil.unit == UnitPrice(Decimal("0.75"), BaseUnit.LITRE)


def test_the_ledger_explains_every_balance(shop):
    for variant in Variant.objects.select_related("stock"):
        moved = StockMovement.objects.filter(variant=variant).aggregate(total=Sum("on_hand_change"))
        assert (moved["total"] or 0) == variant.stock.on_hand, variant


def test_variants_carry_their_choices_in_both_languages(shop):
    lamp = Variant.objects.get(sku="ME-KAM-42-A")
    labels = [(value.label_bg, value.label_en) for value in lamp.values.order_by("option__position")]
    assert labels == [("42 см", "42 cm"), ("антрацит", "anthracite")]
    assert lamp.product.variants.count() == 4
    strap = Variant.objects.get(sku="FO-REM-CK")
    assert strap.image.credit == "Zoltan Tasi, Unsplash 423051"


def test_pictures_have_alternatives_focus_and_credit(shop):
    assert ShopImage.objects.count() == 30
    incomplete = Q(alt_bg="") | Q(alt_en="") | Q(credit="") | Q(focal_point_width=None)
    assert not ShopImage.objects.filter(incomplete).exists()
    outside = Q(focal_point_x__gt=F("width")) | Q(focal_point_y__gt=F("height"))
    assert not ShopImage.objects.filter(outside).exists()


def test_company_data_stands_in_the_settings_and_in_the_legal_texts(shop):
    found = ShopSettings.for_site(shop.site)
    assert (found.eik, found.vat_number) == ("999999995", "BG999999995")
    for page in LegalPage.objects.all():
        assert "{" not in page.body
        assert str(page.effective_from) == "2026-10-01"
        if page.kind != "returns":
            assert "999999995" in page.body
    terms = LegalPage.objects.get(kind="terms", locale__language_code="bg")
    returns = LegalPage.objects.get(kind="returns", locale__language_code="bg")
    assert f'<a linktype="page" id="{returns.pk}">' in terms.body


def test_products_say_who_answers_for_them_and_what_they_warn_of(shop):
    lamp = Variant.objects.get(sku="ME-KAM-42-A").product
    assert lamp.manufacturer.name == "Sever Form GmbH"
    assert lamp.warnings_en.startswith("Switch off the current")
    lens = Variant.objects.filter(sku__startswith="FO-TEL").first().product
    assert (lens.manufacturer.country.code, lens.responsible_person.country.code) == ("GB", "BG")
    for page in ProductPage.objects.select_related("product"):
        assert page.missing(pictured=bool(page.pictures)) == [], page


def test_delivery_is_priced_as_written(shop):
    method = DeliveryMethod.objects.get(code="courier-address")
    steps = method.rates.order_by("up_to_grams")
    assert [(step.up_to_grams, step.price) for step in steps] == [
        (3000, Decimal("5.90")),
        (10_000, Decimal("7.90")),
        (30_000, Decimal("12.90")),
    ]
    assert steps[0].free_from == Decimal("100.00")
    assert [country.code for country in steps[0].zone.countries] == ["BG"]
    assert DeliveryMethod.objects.count() == 5
    places = DeliveryMethod.objects.get(code="shop").places.values_list("name_en", flat=True)
    assert list(places) == ["Shop in Sofia", "Studio in Plovdiv"]


@pytest.mark.parametrize(
    ("sku", "offered"),
    [
        # A small pot, an armchair of 92 kg by volume, a lamp.
        ("PL-CHL-17", ["courier-office", "courier-address", "shop", "shop"]),
        ("ME-YAN-PET", ["furniture", "shop", "shop"]),
        ("ME-KAM-28-B", ["courier-office", "courier-address", "shop", "shop"]),
    ],
)
def test_what_is_offered_depends_on_what_is_in_the_parcel(shop, sku, offered):
    variant = Variant.objects.get(sku=sku)
    piece = Piece(1, variant.weight_grams, variant.length_mm, variant.width_mm, variant.height_mm)

    found = offers("BG", variant.price, postcode="1504", parcel=pack([piece]))

    assert sorted(offer.method_code for offer in found) == sorted(offered)


def test_the_canaries_are_not_served_and_the_mainland_is(shop):
    assert offers("ES", Decimal(50), postcode="38001") == []
    assert [offer.code for offer in offers("ES", Decimal(50), postcode="28001")] == ["courier-eu"]


def test_staff_can_log_in_and_belongs_to_one_group_each(shop):
    groups = {}
    for user in User.objects.filter(email__endswith="@vitrina.example"):
        assert user.check_password(PASSWORD)
        assert not user.is_superuser
        groups[user.email] = [group.name for group in user.groups.all()]
    assert groups == {
        "manager@vitrina.example": ["Manager"],
        "marketer@vitrina.example": ["Marketer"],
        "clerk@vitrina.example": ["Order staff"],
    }


def test_a_new_password_replaces_the_old_one(shop):
    again = seed("another-long-word-9")
    assert +again.made == {"new passwords": 4}
    for email in ("clerk@vitrina.example", "ana@example.com"):
        assert User.objects.get(email=email).check_password("another-long-word-9")


def test_staff_gets_the_second_factor_that_the_demo_prints_and_keeps_it(shop):
    first, second = seed(PASSWORD, "JBSWY3DPEHPK3PXP"), seed(PASSWORD, "JBSWY3DPEHPK3PXP")

    assert (+first.made, +second.made) == ({"second factors": 3}, {})
    apps = Authenticator.objects.filter(user__email__endswith="@vitrina.example", type="totp")
    assert [decrypt(app.data["secret"]) for app in apps] == ["JBSWY3DPEHPK3PXP"] * 3


def test_a_customer_shows_the_address_book_and_a_group(shop):
    ana = User.objects.get(email="ana@example.com")

    assert (ana.is_staff, ana.groups.count(), Authenticator.objects.filter(user=ana).count()) == (False, 0, 0)
    assert [address.company_name for address in addresses_of(ana)] == ["", "Студио Петрова ЕООД"]
    assert [group.name for group in ana.customer_groups.all()] == ["Партньори"]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_page_of_every_kind_opens(shop, language):
    """One of each model, and the products that differ: two options, reduced, sold out."""
    names = ["home", "journal", "article:one-roll", "legal:returns", "category:furniture", "category:film"]
    names += ["product:pendant-lamp", "product:leather-sofa", "product:tulips"]
    for name in names:
        page = shop.page(name).get_translation(Locale.objects.get(language_code=language))
        response = Client().get(page.url)
        assert response.status_code == 200, page.url
        assert page.specific.title in unescape(response.content.decode()), page.url


def test_texts_that_do_not_line_up_are_refused(shop):
    """An English text with a paragraph more would put sentences into the wrong places."""
    english = ProductPage.objects.get(slug="hinoki-bonsai")
    english.delete()
    fields = {"title": "Bonsai", "slug": "bonsai", "description": "<p>One</p><p>Two</p><p>Three</p>"}
    with pytest.raises(DemoDataError, match="product:bonsai"):
        pages.translate(shop, "product:bonsai", lambda language: fields)
    assert not ProductPage.objects.filter(slug="bonsai").exists()


def test_the_cart_gives_what_the_demo_promises(shop):
    welcome, third, scoop = Promotion.objects.order_by("pk")
    assert list(welcome.coupons.order_by("pk").values_list("code", flat=True)) == ["ДОБРЕ10", "WELCOME10"]
    assert (third.kind, [page.slug for page in third.categories.all()]) == (
        "buy_get",
        ["sukulenti-i-kaktusi"],
    )
    assert scoop.gift.sku == "PL-LOP-31"
    haworthia = Variant.objects.get(sku="PL-HAW-11")
    cart = Cart(codes=["добре10"])
    view = view_cart(
        cart=cart,
        lines=[CartLine(pk=1, cart=cart, variant=haworthia, quantity=6, seen_unit_gross=haworthia.price)],
        shop=ShopSettings.objects.get(),
        language="bg",
    )
    # Six at 14.50: two are free, and a tenth of the 58.00 that are left; the scoop for 87.00 of plants.
    assert [(d.code, d.gross) for d in view.quote.discounts] == [
        ("", Decimal("29.00")),
        ("ДОБРЕ10", Decimal("5.80")),
        ("", Decimal("13.90")),
    ]
