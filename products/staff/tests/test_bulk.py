"""Changes of many products: asked for, previewed and carried out through Wagtail's bulk actions."""

import time
from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock, patch

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from accounts.tests.people import client_of
from core.actors import Actor
from products.models import PriceChange, Product, StockMovement
from products.services import catalogue
from products.services.specs import PriceSpec
from products.staff import bulk_actions
from products.staff.previews import BEGUN, Shown, unsealed
from products.tests.factories import make_price_history, make_product

pytestmark = pytest.mark.django_db

ACTIONS = ["prices", "stock", "facts", "archive", "restore"]
UP_TEN = {"way": "percent", "direction": "up", "amount": "10", "rounding": "cent", "reason": "New year"}


def url_of(action: str, *products: Product, query: str = "") -> str:
    ids = "&".join(f"id={product.pk}" for product in products)
    return f"{reverse('wagtail_bulk_action', args=['products', 'product', action])}?{ids}{query}"


def carry_out(client, url: str, typed: dict):
    """Preview, then press the button of the preview."""
    preview = client.post(url, typed)
    assert preview.status_code == 200
    return preview, client.post(url, typed | confirmed(preview))


def confirmed(preview) -> dict[str, str]:
    return {"step": "apply", "shown": preview.context["shown"]}


def sealed_for(client, action: str, product: Product) -> str:
    """What a preview would have sealed for the person, had it been allowed to see one."""
    user_id = int(client.session["_auth_user_id"])
    return Shown({product.pk: product.version}).sealed(action=action, user_id=user_id)


def test_prices_are_previewed_before_anything_is_written_and_then_changed():
    one, two = make_product(name="One", price="10.00"), make_product(name="Two", price="19.99")
    marketer = client_of("Marketer")
    url = url_of("prices", one, two)

    asking = marketer.get(url)
    preview = marketer.post(url, UP_TEN)

    assert asking.status_code == 200
    assert [str(line.after.price) for line in preview.context["lines"]] == ["11.00", "21.99"]
    assert not PriceChange.objects.exists()
    assert one.variants.get().price == Decimal("10.00")

    answer = marketer.post(url, UP_TEN | confirmed(preview))

    assert (answer.status_code, answer.url) == (302, reverse("products:index"))
    assert one.variants.get().price == Decimal("11.00")
    assert two.variants.get().price == Decimal("21.99")
    assert {change.reason for change in PriceChange.objects.all()} == {"New year"}
    assert {change.actor_label for change in PriceChange.objects.all()} == {"Marketer"}


def test_a_second_press_changes_nothing_more():
    product = make_product(stock=5)
    marketer = client_of("Marketer")
    url, typed = url_of("stock", product), {"difference": "3", "reason": "Came in"}
    preview, first = carry_out(marketer, url, typed)

    second = marketer.post(url, typed | confirmed(preview))

    assert (first.status_code, second.status_code) == (302, 302)
    assert product.variants.get().stock.on_hand == 8
    assert StockMovement.objects.count() == 1


def test_a_second_press_leads_to_the_same_report():
    low, fine = make_product(name="Low", price="1.00"), make_product(name="Fine", price="10.00")
    marketer = client_of("Marketer")
    typed = UP_TEN | {"way": "sum", "direction": "down", "amount": "2"}
    preview, first = carry_out(marketer, url_of("prices", low, fine), typed)

    second = marketer.post(url_of("prices", low, fine), typed | confirmed(preview))
    report = marketer.get(second.url)

    assert second.url == first.url
    assert [refusal["name"] for refusal in report.context["report"]["refusals"]] == ["Low"]
    assert in_words("This change was carried out already.") in said_in(report)
    assert fine.variants.get().price == Decimal("8.00")


def test_a_change_that_failed_as_a_whole_can_be_carried_out_again(monkeypatch):
    product = make_product(price="10.00")
    marketer = client_of("Marketer")
    preview = marketer.post(url_of("prices", product), UP_TEN)
    with monkeypatch.context() as broken:
        broken.setattr(bulk_actions, "apply_prices", Mock(side_effect=OperationalError("gone away")))
        with pytest.raises(OperationalError):
            marketer.post(url_of("prices", product), UP_TEN | confirmed(preview))
    assert product.variants.get().price == Decimal("10.00")

    answer = marketer.post(url_of("prices", product), UP_TEN | confirmed(preview), follow=True)

    assert said_in(answer) == in_words("%(count)s product changed.", "%(count)s products changed.", 1)
    assert product.variants.get().price == Decimal("11.00")


def test_a_press_while_the_first_is_still_at_work_or_was_cut_off_changes_nothing():
    product = make_product(stock=5)
    marketer = client_of("Marketer")
    url, typed = url_of("stock", product), {"difference": "3", "reason": "Came in"}
    preview = marketer.post(url, typed)
    user_id = int(marketer.session["_auth_user_id"])
    shown = unsealed(preview.context["shown"], action="stock", user_id=user_id)
    cache.set(f"products-bulk-{user_id}-{shown.token}", BEGUN)

    answer = marketer.post(url, typed | confirmed(preview), follow=True)

    assert answer.redirect_chain == [(reverse("products:index"), 302)]
    assert said_in(answer) == in_words(
        "This change was begun already. Look at what became of it before you enter it again."
    )
    assert product.variants.get().stock.on_hand == 5


@pytest.mark.parametrize("kind", ["none", "empty", "made up", "another's", "another action's", "too old"])
def test_what_the_shop_did_not_show_is_not_carried_out_and_nothing_typed_is_lost(kind):
    product, version = make_product(price="10.00", version=3), 3
    marketer = client_of("Marketer")
    user_id, shown = int(marketer.session["_auth_user_id"]), Shown({product.pk: version})
    sealed = {
        "empty": lambda: "",
        "made up": lambda: f"{product.pk}:{version}",
        "another's": lambda: shown.sealed(action="prices", user_id=user_id + 1),
        "another action's": lambda: shown.sealed(action="facts", user_id=user_id),
        "too old": lambda: sealed_yesterday(shown, user_id),
    }
    typed = UP_TEN | {"step": "apply"} | ({"shown": sealed[kind]()} if kind in sealed else {})

    answer = marketer.post(url_of("prices", product), typed)

    assert answer.status_code == 422
    assert said_in(answer) == in_words("This preview is out of date. Look at the new one, then carry it out.")
    assert [str(line.after.price) for line in answer.context["lines"]] == ["11.00"]
    assert {name: answer.context["form"][name].value() for name in UP_TEN} == UP_TEN
    assert product.variants.get().price == Decimal("10.00")

    done = marketer.post(url_of("prices", product), UP_TEN | confirmed(answer))

    assert done.url == reverse("products:index")
    assert product.variants.get().price == Decimal("11.00")


def said_in(answer) -> str:
    return " ".join(str(message).strip() for message in answer.context["messages"])


def in_words(english: str, plural: str = "", count: int = 0) -> str:
    """One of the shop's own sentences as staff reads it, whose language is Bulgarian unless told otherwise."""
    with translation.override("bg"):
        return ngettext(english, plural, count) % {"count": count} if plural else gettext(english)


def sealed_yesterday(shown: Shown, user_id: int) -> str:
    with patch("django.core.signing.time.time", return_value=time.time() - 24 * 3600 - 1):
        return shown.sealed(action="prices", user_id=user_id)


def test_what_is_refused_is_named_in_a_report_and_the_rest_goes_through():
    low, fine = make_product(name="Low", price="1.00"), make_product(name="Fine", price="10.00")
    marketer = client_of("Marketer")
    url = url_of("prices", low, fine)
    typed = UP_TEN | {"way": "sum", "direction": "down", "amount": "2,00"}

    preview, answer = carry_out(marketer, url, typed)
    report = marketer.get(answer.url)

    assert preview.context["refused"] == {low.pk}
    assert (preview.context["change_count"], preview.context["refused_count"]) == (1, 1)
    assert answer.url.startswith(f"{reverse('products:bulk_report')}?of=")
    assert "Low" in report.content.decode()
    assert preview.context["lines"][1].problems[0] in report.content.decode()
    assert low.variants.get().price == Decimal("1.00")
    assert fine.variants.get().price == Decimal("8.00")


@pytest.mark.parametrize(
    "typed", [{"way": "percent", "amount": "900"}, {"way": "sum", "amount": "9 999 999 999,99"}]
)
def test_a_price_that_is_too_high_to_be_kept_is_named_and_the_rest_goes_through(typed):
    dear = make_product(
        name="Dear",
        variants=[
            {"price": "9000000000.00", "values": {"Size": "L"}},
            {"price": "1.00", "values": {"Size": "S"}},
        ],
    )
    fine = make_product(name="Fine", price="0.01")
    marketer = client_of("Marketer")

    preview, answer = carry_out(marketer, url_of("prices", dear, fine), UP_TEN | typed)
    report = marketer.get(answer.url).content.decode()

    assert preview.context["refused"] == {dear.pk} if typed["way"] == "percent" else {dear.pk, fine.pk}
    (problem,) = preview.context["lines"][0].problems
    assert problem in preview.content.decode()
    assert problem in report
    assert [v.price for v in dear.variants.all()] == [Decimal("9000000000.00"), Decimal("1.00")]
    assert not PriceChange.objects.filter(variant__product=dear).exists()


def test_a_product_that_fails_unforeseen_stops_no_other_and_is_named(monkeypatch, caplog):
    one, broken, last = (make_product(name=name, price="10.00") for name in ("One", "Broken", "Last"))
    change_prices = catalogue.change_prices

    def change(*, product_id, **rest):
        reached = change_prices(product_id=product_id, **rest)
        if product_id == broken.pk:
            raise OperationalError("deadlock detected")
        return reached

    monkeypatch.setattr("products.services.catalogue.change_prices", change)
    marketer = client_of("Marketer")

    _preview, answer = carry_out(marketer, url_of("prices", one, broken, last), UP_TEN)
    report = marketer.get(answer.url)

    assert [refusal["name"] for refusal in report.context["report"]["refusals"]] == ["Broken"]
    assert "OperationalError" in report.content.decode()
    assert [p.variants.get().price for p in (one, broken, last)] == [
        Decimal("11.00"),
        Decimal("10.00"),
        Decimal("11.00"),
    ]
    assert not PriceChange.objects.filter(variant__product=broken).exists()
    assert "deadlock detected" in caplog.text


def test_more_pieces_than_can_be_counted_are_refused_and_the_rest_goes_through():
    full = make_product(name="A full one", stock=2_147_483_640)
    fine = make_product(name="Fine", stock=1)
    clerk = client_of("Order staff")
    typed = {"difference": "8", "reason": "Came in"}

    preview, answer = carry_out(clerk, url_of("stock", full, fine), typed)
    report = clerk.get(answer.url).content.decode()

    (problem,) = preview.context["lines"][0].problems
    assert preview.context["lines"][1].problems == ()
    assert (preview.context["change_count"], preview.context["refused_count"]) == (1, 1)
    assert problem in report
    assert [p.variants.get().stock.on_hand for p in (full, fine)] == [2_147_483_640, 9]
    assert StockMovement.objects.get().variant.product == fine


def test_what_somebody_else_saved_after_the_preview_is_refused():
    product, other = make_product(name="Stale", price="10.00"), make_product(name="Fresh", price="10.00")
    marketer = client_of("Marketer")
    url = url_of("prices", product, other)
    preview = marketer.post(url, UP_TEN)
    Product.objects.filter(pk=product.pk).update(version=2)

    answer = marketer.post(url, UP_TEN | confirmed(preview))

    assert "Stale" in marketer.get(answer.url).content.decode()
    assert product.variants.get().price == Decimal("10.00")
    assert other.variants.get().price == Decimal("11.00")


@pytest.mark.parametrize(
    ("action", "typed", "expected"),
    [
        ("prices", UP_TEN, (Decimal("22.00"), "", False)),
        ("facts", {"brand": "New", "vat_class": "", "reason": "Tidy"}, (Decimal("20.00"), "New", False)),
        ("archive", {"reason": "Season over"}, (Decimal("20.00"), "", True)),
    ],
)
def test_what_was_stale_is_previewed_again_with_the_new_figures_and_can_be_carried_out(
    action, typed, expected
):
    product, other = make_product(name="Stale", price="10.00"), make_product(name="Fresh", price="10.00")
    marketer = client_of("Marketer")
    preview = marketer.post(url_of(action, product, other), typed)
    changes = {product.variants.get().pk: PriceSpec(Decimal("20.00"))}
    catalogue.change_prices(product_id=product.pk, version=1, changes=changes, actor=Actor("staff", 7, "Ana"))

    # The versions are those of the preview, whatever the browser says.
    forged = {"seen": f"{product.pk}:2 {other.pk}:1"}
    answer = marketer.post(url_of(action, product, other), typed | confirmed(preview) | forged)
    report = marketer.get(answer.url)

    assert [refusal["name"] for refusal in report.context["report"]["refusals"]] == ["Stale"]
    repeat = report.context["report"]["repeat"]
    assert (repeat["url"], dict(repeat["typed"])) == (url_of(action, product), typed)
    assert f'action="{repeat["url"]}"' in report.content.decode()

    again, done = carry_out(marketer, repeat["url"], dict(repeat["typed"]))

    assert again.context["products"] == [product]
    if action == "prices":
        assert [str(line.before.price) for line in again.context["lines"]] == ["20.00"]
    assert done.url == reverse("products:index")
    product.refresh_from_db()
    assert (product.variants.get().price, product.brand, product.is_archived) == expected


def test_stock_that_was_refused_is_not_offered_again_with_what_went_through():
    product = make_product(
        variants=[
            {"stock": 5, "values": {"Size": "S"}},
            {"stock": 5, "reserved": 5, "values": {"Size": "L"}},
        ]
    )
    clerk = client_of("Order staff")

    _preview, answer = carry_out(clerk, url_of("stock", product), {"difference": "-1", "reason": "Broken"})
    report = clerk.get(answer.url)

    assert report.context["report"]["repeat"] is None
    assert f'action="{url_of("stock")}' not in report.content.decode()


def test_a_report_is_told_to_whoever_made_the_change_only():
    low = make_product(name="Low", price="1.00")
    typed = UP_TEN | {"way": "sum", "direction": "down", "amount": "2"}
    _preview, answer = carry_out(client_of("Marketer"), url_of("prices", low), typed)

    other = client_of("Manager")
    assert other.get(answer.url).url == reverse("products:index")
    assert other.get(reverse("products:bulk_report"), {"of": "\n"}).url == reverse("products:index")
    assert client_of().get(answer.url).status_code == 302


def test_a_reduction_runs_over_the_days_and_is_refused_where_it_would_be_unlawful():
    old, new = make_product(name="Old", price="20.00"), make_product(name="New", price="20.00")
    make_price_history(old, days=90)
    today = timezone.localdate()
    typed = {
        "way": "reduce",
        "direction": "up",
        "amount": "15",
        "rounding": "90",
        "begins": today.isoformat(),
        "ends": (today + timedelta(days=6)).isoformat(),
        "reason": "Week of pots",
    }
    marketer = client_of("Marketer")

    preview, answer = carry_out(marketer, url_of("prices", old, new), typed)
    report = marketer.get(answer.url).content.decode()

    reduced = old.variants.get()
    assert reduced.reduced_price == Decimal("16.90")
    assert timezone.localtime(reduced.reduced_from).isoformat()[:16] == f"{today}T00:00"
    assert timezone.localtime(reduced.reduced_until).isoformat()[:16] == f"{today + timedelta(days=7)}T00:00"
    assert new.variants.get().reduced_price is None
    (problem,) = [line.problems[0] for line in preview.context["lines"] if line.problems]
    assert problem in report


def test_running_reductions_are_ended():
    product = make_product(variants=[{"price": "20.00", "reduced_price": "15.00"}])
    typed = {"way": "end", "direction": "up", "rounding": "cent", "reason": "Over"}

    carry_out(client_of("Marketer"), url_of("prices", product), typed)

    variant = product.variants.get()
    assert (variant.price, variant.reduced_price) == (Decimal("20.00"), None)


@pytest.mark.parametrize(
    ("typed", "price", "changed"),
    [
        ({"way": "end"}, "20.00", 0),
        ({"way": "sum", "amount": "2"}, "22.00", 1),
        ({"way": "percent", "amount": "10"}, "22.00", 1),
        # The price of 20.40 is rounded back to what it was.
        ({"way": "percent", "amount": "2", "rounding": "whole"}, "20.00", 0),
    ],
)
def test_a_reduction_that_is_over_is_neither_dropped_nor_counted_as_changed(typed, price, changed):
    now = timezone.now()
    days = {"reduced_from": now - timedelta(days=9), "reduced_until": now - timedelta(days=2)}
    product = make_product(variants=[{"price": "20.00", "reduced_price": "15.00", **days}])
    make_price_history(product)

    preview, answer = carry_out(client_of("Marketer"), url_of("prices", product), UP_TEN | typed)

    assert preview.context["change_count"] == changed
    assert [line.changed for line in preview.context["lines"]] == [bool(changed)]
    assert answer.url == reverse("products:index")
    variant = product.variants.get()
    assert (variant.price, variant.reduced_price) == (Decimal(price), Decimal("15.00"))
    assert {"reduced_from": variant.reduced_from, "reduced_until": variant.reduced_until} == days
    assert PriceChange.objects.filter(reason="New year").count() == changed


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"way": ""}, "way"),
        ({"amount": ""}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "ten"}, "amount"),
        ({"direction": "down", "amount": "100"}, "amount"),
        ({"reason": ""}, "reason"),
        ({"way": "reduce"}, "begins"),
        ({"way": "reduce", "begins": "2020-01-01"}, "begins"),
        ({"way": "reduce", "begins": "2999-01-02", "ends": "2999-01-01"}, "ends"),
        ({"way": "reduce", "begins": "2999-01-01", "amount": "120"}, "amount"),
        # The midnight after it is in no calendar.
        ({"way": "reduce", "begins": "2999-01-01", "ends": "9999-12-31"}, "ends"),
        ({"way": "reduce", "begins": "0001-01-01"}, "begins"),
        ({"rounding": "95"}, "rounding"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field_and_is_kept(typed, field):
    product = make_product(price="10.00")

    answer = client_of("Marketer").post(url_of("prices", product), UP_TEN | typed)

    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors
    if "reason" not in typed:
        assert form["reason"].value() == "New year"
    assert product.variants.get().price == Decimal("10.00")


def test_what_was_entered_comes_back_from_the_preview():
    product = make_product()

    answer = client_of("Marketer").post(url_of("prices", product), UP_TEN | {"step": "again"})

    assert answer.status_code == 200
    assert answer.context["form"]["amount"].value() == "10"
    assert "lines" not in answer.context


def test_stock_is_corrected_for_all_and_otherwise_for_some():
    product = make_product(
        name="Pot",
        variants=[
            {"stock": 5, "values": {"Size": "S"}},
            {"stock": 5, "reserved": 4, "values": {"Size": "M"}},
            {"stock": 5, "values": {"Size": "L"}},
        ],
    )
    small, medium, large = product.variants.all()
    clerk = client_of("Order staff")
    typed = {"difference": "2", f"variant-{medium.pk}": "-3", f"variant-{large.pk}": "0", "reason": "Counted"}

    preview, answer = carry_out(clerk, url_of("stock", product), typed)
    report = clerk.get(answer.url).content.decode()

    assert [(line.on_hand, line.after) for line in preview.context["lines"]] == [(5, 7), (5, 2), (5, 5)]
    assert (preview.context["change_count"], preview.context["refused_count"]) == (1, 1)
    assert [v.stock.on_hand for v in product.variants.select_related("stock")] == [7, 5, 5]
    assert "Pot, M" in report
    (movement,) = StockMovement.objects.all()
    assert (movement.variant, movement.reason, movement.actor_label) == (small, "Counted", "Order staff")


def test_a_variant_that_the_preview_did_not_show_is_left_alone():
    product = make_product(variants=[{"stock": 5, "values": {"Size": "S"}}])
    marketer = client_of("Marketer")
    url, typed = url_of("stock", product), {"difference": "2", "reason": "Counted"}
    preview = marketer.post(url, typed)
    other = make_product(variants=[{"stock": 5, "values": {"Size": "L"}}]).variants.get()
    other.product = product
    other.save()

    marketer.post(url, typed | confirmed(preview))

    assert sorted(v.stock.on_hand for v in product.variants.select_related("stock")) == [5, 7]


@pytest.mark.parametrize("typed", [{"difference": "", "reason": "x"}, {"difference": "2", "reason": ""}])
def test_a_correction_needs_a_difference_and_a_reason(typed):
    product = make_product(stock=5)

    answer = client_of("Marketer").post(url_of("stock", product), typed)

    assert answer.status_code == 422
    assert product.variants.get().stock.on_hand == 5


def test_brand_vat_class_and_tags_are_set():
    product = make_product(brand="Old", tags=["summer"])
    typed = {"brand": "New", "vat_class": "reduced", "add_tags": "gift, clay", "remove_tags": "summer"}

    carry_out(client_of("Marketer"), url_of("facts", product), typed)

    product.refresh_from_db()
    assert (product.brand, product.vat_class, product.tags) == ("New", "reduced", ["gift", "clay"])


def test_to_change_no_fact_is_refused():
    answer = client_of("Marketer").post(url_of("facts", make_product()), {"vat_class": ""})

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_products_are_archived_and_restored():
    one, two = make_product(), make_product()
    marketer = client_of("Marketer")

    carry_out(marketer, url_of("archive", one, two), {"reason": "Season over"})
    assert Product.objects.filter(archived_at__isnull=False).count() == 2

    carry_out(marketer, url_of("restore", one), {"reason": ""})
    one.refresh_from_db()
    assert not one.is_archived


def test_all_in_the_list_means_what_the_filters_show():
    iron = make_product(name="Pan", brand="Iron", price="10.00")
    make_product(name="Pot", brand="Iron", price="10.00")
    make_product(name="Pad", brand="Clay", price="10.00")
    url = url_of("prices", query="id=all&brand=Iron&q=pa")

    answer = client_of("Marketer").get(url)

    assert answer.context["products"] == [iron]


def test_nothing_chosen_or_too_much_leads_back_with_a_message(monkeypatch):
    product, other = make_product(), make_product()
    marketer = client_of("Marketer")
    assert marketer.get(url_of("prices")).url == reverse("products:index")

    monkeypatch.setattr("products.staff.bulk.MOST", 1)
    answer = marketer.post(url_of("prices", product, other), UP_TEN, follow=True)

    assert answer.redirect_chain == [(reverse("products:index"), 302)]
    assert "1" in str(list(answer.context["messages"])[-1])


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_changes_nothing(action):
    product = make_product(price="10.00", stock=5)
    stranger = client_of()
    shown = sealed_for(stranger, action, product)
    typed = UP_TEN | {"difference": "3", "brand": "X", "step": "apply", "shown": shown}

    answer = stranger.post(url_of(action, product), typed)

    assert answer.status_code == 302
    product.refresh_from_db()
    assert (product.version, product.variants.get().stock.on_hand) == (1, 5)


@pytest.mark.parametrize("action", ["prices", "facts", "archive", "restore"])
def test_who_may_only_correct_stock_does_nothing_else(action):
    product = make_product(price="10.00")
    clerk = client_of("Order staff")
    shown = sealed_for(clerk, action, product)
    typed = UP_TEN | {"brand": "X", "step": "apply", "shown": shown}

    assert clerk.get(url_of(action, product)).status_code == 302
    answer = clerk.post(url_of(action, product), typed)

    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    product.refresh_from_db()
    assert (product.version, product.brand, product.is_archived) == (1, "", False)


def test_the_preview_of_hundreds_costs_no_query_per_product(django_assert_max_num_queries):
    products = [
        make_product(variants=[{"price": "20.00", "values": {"Size": size}} for size in "SML"])
        for _number in range(120)
    ]
    marketer = client_of("Marketer")
    url = url_of("prices", query="id=all")
    marketer.post(url, UP_TEN)

    with django_assert_max_num_queries(25):
        preview = marketer.post(url, UP_TEN)

    assert len(preview.context["lines"]) == 3 * len(products)
