"""Making and changing promotions through the admin, as a marketer does."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.people import client_of
from core.models import AuditEntry
from products.tests.factories import make_category_tree, make_product, make_sellable, make_site
from promotions.models import Coupon, CustomerGroup, Promotion, PromotionGroup, Redemption
from promotions.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


def typed(**changed):
    fields = {
        "label": "Autumn",
        "name_bg": "Есенна отстъпка",
        "name_en": "Autumn discount",
        "kind": "percent",
        "percent": "12,5",
        "by_code": "no",
        "combines": "one",
        "priority": "0",
        "tiers-TOTAL_FORMS": "3",
        "tiers-INITIAL_FORMS": "0",
    }
    return {**fields, **changed}


def add(client, **changed):
    return client.post(reverse("promotions:add"), typed(**changed))


def edit(client, promotion, **changed):
    fields = {"version": promotion.version, **typed(**changed)}
    return client.post(reverse("promotions:edit", args=[promotion.pk]), fields)


def errors(response):
    form, tiers = response.context["form"], response.context["tiers"]
    found = {name: list(messages) for name, messages in form.errors.items()}
    for row in tiers:
        found |= {f"tier {name}": list(messages) for name, messages in row.errors.items()}
    return found


def test_a_promotion_is_made_with_all_that_was_typed(marketer):
    tree, mug, gift = make_category_tree(), make_product(name="Mug"), make_sellable(sku="GIFT-1")
    group = CustomerGroup.objects.create(name="Friends")

    response = add(
        marketer,
        kind="buy_get",
        percent="50",
        buy_quantity="2",
        get_quantity="1",
        most_times="3",
        gift="",
        amount="9.99",
        products=[mug.pk],
        categories=[tree.plants.pk],
        variants=f" {gift.sku} \n",
        excludes_reduced="on",
        minimum_goods="49,90",
        countries=["BG", "RO"],
        groups=[group.pk],
        first_order_only="on",
        by_code="yes",
        code="есен-10",
        starts_at="2026-11-27T00:00",
        ends_at="2026-11-30T12:30",
        limit="100",
        limit_per_customer="2",
        combines="always",
        priority="7",
    )

    promotion = Promotion.objects.get()
    assert response.status_code == 302
    assert (promotion.label, promotion.name_bg, promotion.kind) == ("Autumn", "Есенна отстъпка", "buy_get")
    assert (promotion.percent, promotion.buy_quantity, promotion.get_quantity, promotion.most_times) == (
        Decimal("50"),
        2,
        1,
        3,
    )
    # Of another kind, so not kept.
    assert promotion.amount is None
    assert promotion.everything is False
    assert list(promotion.products.all()) == [mug]
    assert list(promotion.variants.all()) == [gift]
    assert [page.pk for page in promotion.categories.all()] == [tree.plants.pk]
    assert PromotionGroup.objects.get().group == group
    assert (promotion.minimum_goods, promotion.countries) == (Decimal("49.90"), ["BG", "RO"])
    assert (promotion.excludes_reduced, promotion.first_order_only, promotion.by_code) == (True, True, True)
    sofia = ZoneInfo("Europe/Sofia")
    assert promotion.starts_at == datetime(2026, 11, 27, tzinfo=sofia)
    assert promotion.ends_at == datetime(2026, 11, 30, 12, 30, tzinfo=sofia)
    assert (promotion.limit, promotion.limit_per_customer, promotion.combines, promotion.priority) == (
        100,
        2,
        "always",
        7,
    )
    assert Coupon.objects.get().code == "ЕСЕН-10"
    created, codes = AuditEntry.objects.order_by("pk")
    assert (created.action, created.changes["percent"], created.changes["products"]) == (
        "promotion.created",
        [None, "50"],
        ["", "Mug"],
    )
    assert (codes.action, codes.changes) == ("promotion.codes_added", {"codes": [None, "ЕСЕН-10"]})


def _as_sent(bound, value):
    if isinstance(value, list):
        return [getattr(each, "pk", each) for each in value]
    return bound.field.widget.format_value(value)


def test_the_stored_promotion_comes_back_into_its_form_and_saving_it_changes_nothing(marketer):
    mug, gift = make_product(), make_sellable(sku="GIFT-1")
    promotion = make_promotion(
        "tiers",
        tiers=[(3, "5"), (6, "10")],
        products=[mug],
        variants=[gift],
        countries=["RO"],
        starts_at=timezone.now().replace(second=0, microsecond=0),
        minimum_goods="20.00",
    )
    page = marketer.get(reverse("promotions:edit", args=[promotion.pk]))
    form, tiers = page.context["form"], page.context["tiers"]
    fields = {"version": promotion.version}
    for bound in [*form, *tiers.management_form, *(field for row in tiers for field in row)]:
        value = bound.value()
        if value not in (None, [], "") and value is not False:
            fields[bound.html_name] = _as_sent(bound, value)

    response = marketer.post(reverse("promotions:edit", args=[promotion.pk]), fields)

    assert response.status_code == 302, errors(response)
    promotion.refresh_from_db()
    assert promotion.version == 1
    assert not AuditEntry.objects.exists()
    assert list(promotion.tiers.values_list("from_quantity", "percent")) == [(3, 5), (6, 10)]


def test_a_change_is_written_down_with_before_and_after(marketer):
    promotion = make_promotion("percent", percent="10", label="Autumn")

    edit(marketer, promotion, percent="15", limit="50")

    promotion.refresh_from_db()
    assert (promotion.percent, promotion.limit, promotion.version) == (Decimal("15"), 50, 2)
    changes = AuditEntry.objects.get().changes
    assert changes["percent"] == ["10.00", "15"]
    assert changes["limit"] == [None, 50]
    assert "label" not in changes


@pytest.mark.parametrize(
    "changed, wrong",
    [
        ({"percent": ""}, {"percent"}),
        ({"percent": "101"}, {"percent"}),
        ({"percent": "0"}, {"percent"}),
        ({"kind": "amount", "amount": "-1"}, {"amount"}),
        ({"kind": "amount"}, {"amount"}),
        ({"kind": "gift"}, {"gift"}),
        ({"kind": "gift", "gift": "NOWHERE"}, {"gift"}),
        ({"kind": "buy_get", "buy_quantity": "2"}, {"get_quantity"}),
        ({"kind": "buy_get", "buy_quantity": "0", "get_quantity": "1"}, {"buy_quantity"}),
        ({"kind": "tiers"}, {"tier from_quantity"}),
        ({"kind": "tiers", "tiers-0-from_quantity": "3"}, {"tier percent"}),
        (
            {
                "kind": "tiers",
                "tiers-0-from_quantity": "3",
                "tiers-0-percent": "5",
                "tiers-0-unit_gross": "4",
            },
            {"tier percent"},
        ),
        ({"kind": "tiers", "tiers-0-percent": "5"}, {"tier from_quantity"}),
        (
            {
                "kind": "tiers",
                **{f"tiers-{n}-from_quantity": "3" for n in (0, 1)},
                **{f"tiers-{n}-percent": "5" for n in (0, 1)},
            },
            {"tier from_quantity"},
        ),
        ({"variants": "NOWHERE"}, {"variants"}),
        ({"products": ["x"]}, {"products"}),
        ({"ends_at": "2026-11-27T00:00", "starts_at": "2026-11-27T00:00"}, {"ends_at"}),
        ({"by_code": "yes"}, {"code"}),
        ({"by_code": "yes", "code": "with space!"}, {"code"}),
        ({"by_code": "yes", "code": "taken"}, {"code"}),
        ({"limit": "0"}, {"limit"}),
        ({"name_en": ""}, {"name_en"}),
        ({"countries": ["XX"]}, {"countries"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(marketer, changed, wrong):
    make_promotion(code="TAKEN")

    response = add(marketer, **changed)

    assert response.status_code == 422
    assert set(errors(response)) == wrong
    assert "Есенна отстъпка" in response.content.decode()
    assert Promotion.objects.count() == 1


def test_the_history_is_told_in_words(marketer):
    """Names of fields, words for choices, dates and ticks: no columns and no codes of the database."""
    add(marketer)
    promotion = Promotion.objects.get()
    edit(marketer, promotion, combines="alone", starts_at="2026-12-01T10:00", first_order_only="on")

    response = marketer.get(reverse("promotions:edit", args=[promotion.pk]))

    made, changed = response.context["history"][1], response.context["history"][0]
    assert ("Kind", "–", "Percentage off") in made.changes
    told = {what: (before, after) for what, before, after in changed.changes}
    assert told.pop("From")[0] == "–"
    assert told == {
        "Combines": (
            "With those that combine with all, but with no other like it",
            "With none: it stands alone",
        ),
        "First order only": ("no", "yes"),
    }
    assert "first_order_only" not in response.content.decode().split("history-heading")[1]


def test_a_form_opened_before_another_change_is_refused(marketer):
    promotion = make_promotion("percent", percent="10")
    edit(marketer, promotion, percent="15")

    response = edit(marketer, promotion, percent="20")

    assert response.status_code == 409
    assert "Somebody else has changed this promotion" in response.content.decode()
    promotion.refresh_from_db()
    assert promotion.percent == Decimal("15")


def test_a_limit_below_what_was_used_is_refused(marketer):
    promotion = make_promotion("percent", percent="10", used=5)

    response = edit(marketer, promotion, limit="4")

    assert (response.status_code, set(errors(response))) == (422, {"limit"})
    promotion.refresh_from_db()
    assert promotion.limit is None


def test_archiving_and_restoring(marketer):
    promotion = make_promotion()
    address = reverse("promotions:archive", args=[promotion.pk])

    marketer.post(address)
    promotion.refresh_from_db()
    assert promotion.archived_at is not None
    marketer.post(address)
    promotion.refresh_from_db()
    assert promotion.archived_at is None

    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "promotion.archived",
        "promotion.restored",
    ]


def _redeemed(promotion, gross, **more):
    values = {"person": "x", "gross": Decimal(gross), "reference": uuid.uuid4(), **more}
    Redemption.objects.create(promotion=promotion, **values)


def test_the_list_shows_what_is_on_and_what_it_cost(marketer, django_assert_max_num_queries):
    now = timezone.now()
    running = make_promotion("percent", percent="12.50", label="Running", code="RUN", limit=10, used=2)
    for gross in ("4.10", "5.00"):
        _redeemed(running, gross)
    _redeemed(running, "99.00", state="released")
    make_promotion("amount", label="Later", starts_at=now + timedelta(days=1))
    make_promotion(label="Over", ends_at=now - timedelta(days=1))
    make_promotion(label="Full", limit=1, used=1)
    make_promotion(label="Gone", archived_at=now)
    address = reverse("promotions:index")
    marketer.get(address)

    with django_assert_max_num_queries(20):
        html = marketer.get(address).content.decode()

    for shown in ("12.5 % off", "5.00 EUR off", "RUN", "2 / 10", "9.10"):
        assert shown in html
    for state, label in {
        "active": "Running",
        "planned": "Later",
        "ended": "Over",
        "used_up": "Full",
        "archived": "Gone",
    }.items():
        listed = marketer.get(address, {"state": state}).context["object_list"]
        assert [promotion.label for promotion in listed] == [label]
    assert [p.label for p in marketer.get(address, {"q": "run"}).context["object_list"]] == ["Running"]
    assert [p.label for p in marketer.get(address, {"by_code": "yes"}).context["object_list"]] == ["Running"]


def test_a_group_takes_customers_by_e_mail(marketer):
    ana = User.objects.create_user("ana@example.com")
    address = reverse("customer_groups:add")

    refused = marketer.post(address, {"name": "Friends", "emails": "ana@example.com\nnobody@example.com"})
    assert refused.status_code == 422
    assert "nobody@example.com" in str(refused.context["form"].errors)
    assert not CustomerGroup.objects.exists()

    marketer.post(address, {"name": "Friends", "emails": " ANA@example.com \n\n"})
    group = CustomerGroup.objects.get()
    assert list(group.customers.all()) == [ana]
    marketer.post(reverse("customer_groups:edit", args=[group.pk]), {"name": "Old friends", "emails": ""})
    group.refresh_from_db()
    assert (group.name, group.customers.count()) == ("Old friends", 0)
    assert AuditEntry.objects.latest("pk").changes == {
        "name": ["Friends", "Old friends"],
        "customers": [1, 0],
    }
    assert "Old friends" in marketer.get(reverse("customer_groups:index")).content.decode()


SCREENS = ("index", "add", "edit", "codes", "codes_import", "codes_export")
ACTIONS = ("add", "edit", "archive", "code_add", "codes_generate", "codes_import", "code_archive")


@pytest.mark.parametrize("group", ["", "Order staff"])
def test_strangers_find_every_door_closed(group):
    make_site()
    promotion = make_promotion(code="TEN")
    stranger = client_of(group)

    def address(name):
        keys = {
            "code_archive": [promotion.pk, promotion.coupons.get().pk],
            "index": [],
            "add": [],
        }
        return reverse(f"promotions:{name}", args=keys.get(name, [promotion.pk]))

    groups = [reverse("customer_groups:index"), reverse("customer_groups:add")]
    answers = [stranger.get(address(name)) for name in SCREENS]
    answers += [stranger.post(address(name), typed()) for name in ACTIONS]
    answers += [stranger.get(each) for each in groups] + [stranger.post(groups[1], {"name": "X"})]
    answers += [stranger.get(reverse("promotion_preview"))]

    for answer in answers:
        assert answer.status_code in (302, 403)
        assert answer.status_code == 403 or answer["Location"].startswith(reverse("wagtailadmin_home"))
    promotion.refresh_from_db()
    assert (Promotion.objects.count(), promotion.archived_at, Coupon.objects.count()) == (1, None, 1)
    assert not CustomerGroup.objects.exists()
