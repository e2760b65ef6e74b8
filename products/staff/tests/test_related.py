"""Choosing related products on the commerce screen, through the admin's own views."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from core.models import AuditEntry
from products.models import Product, ProductRelation
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def pot() -> Product:
    return make_product(name="Pot")


def save(client, product: Product, *, cross=(), up=(), version: int | None = None):
    data = {
        "version": str(product.version if version is None else version),
        "related-cross_sell": [str(getattr(other, "pk", other)) for other in cross],
        "related-up_sell": [str(getattr(other, "pk", other)) for other in up],
    }
    return client.post(reverse("products:related", args=[product.pk]), data)


def relations(product: Product) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relation in product.relations.select_related("related").order_by("kind", "position"):
        found.setdefault(relation.kind, []).append(relation.related.name)
    return found


def test_a_marketer_picks_products_in_an_order(pot):
    lamp, chair, vase = (make_product(name=name) for name in ("Lamp", "Chair", "Vase"))

    answer = save(client_of("Marketer"), pot, cross=[chair, lamp], up=[vase])

    assert answer.status_code == 302
    assert relations(pot) == {"cross": ["Chair", "Lamp"], "up": ["Vase"]}
    entry = AuditEntry.objects.get(action="relations-changed")
    assert entry.changes == {"cross_sell": ["", "Chair, Lamp"], "up_sell": ["", "Vase"]}
    pot.refresh_from_db()
    assert pot.version == 2


def test_another_order_replaces_the_first_and_what_is_left_out_is_gone(pot):
    lamp, chair, vase = (make_product(name=name) for name in ("Lamp", "Chair", "Vase"))
    marketer = client_of("Marketer")
    save(marketer, pot, cross=[lamp, chair, vase])

    save(marketer, pot, cross=[vase, lamp], version=2)

    assert relations(pot) == {"cross": ["Vase", "Lamp"]}
    assert AuditEntry.objects.first().changes == {"cross_sell": ["Lamp, Chair, Vase", "Vase, Lamp"]}


def test_saving_what_is_there_already_writes_nothing(pot):
    lamp = make_product(name="Lamp")
    marketer = client_of("Marketer")
    save(marketer, pot, cross=[lamp])

    assert save(marketer, pot, cross=[lamp], version=2).status_code == 302

    assert AuditEntry.objects.filter(action="relations-changed").count() == 1
    pot.refresh_from_db()
    assert pot.version == 2


def test_nonsense_gets_a_message_beside_its_list_and_nothing_chosen_is_lost(pot):
    lamp = make_product(name="Lamp")
    old = make_product(name="Old", archived_at=timezone.now())
    marketer = client_of("Marketer")
    itself = save(marketer, pot, cross=[lamp, pot])
    twice = save(marketer, pot, cross=[lamp], up=[lamp])
    archived = save(marketer, pot, up=[old])
    unknown = save(marketer, pot, up=[999999])
    text = save(marketer, pot, up=["; drop"])

    for answer, field in (
        (itself, "cross_sell"),
        (twice, "up_sell"),
        (archived, "up_sell"),
        (unknown, "up_sell"),
    ):
        assert answer.status_code == 422
        assert list(answer.context["screen"].related_form.errors) == [field]
    assert text.status_code == 422
    assert f'value="{lamp.pk}"' in itself.content.decode()
    assert relations(pot) == {}


def test_more_than_twelve_are_refused(pot):
    many = [make_product() for _ in range(13)]
    answer = save(client_of("Marketer"), pot, cross=many)
    assert answer.status_code == 422
    assert answer.context["screen"].related_form["cross_sell"].value() == [str(each.pk) for each in many]
    assert not ProductRelation.objects.exists()


def test_one_that_was_archived_after_it_was_picked_does_not_keep_the_list_from_being_saved(pot):
    old, lamp = make_product(name="Old"), make_product(name="Lamp")
    marketer = client_of("Marketer")
    save(marketer, pot, cross=[old])
    Product.objects.filter(pk=old.pk).update(archived_at=timezone.now())

    assert save(marketer, pot, cross=[old, lamp], version=2).status_code == 302

    assert relations(pot) == {"cross": ["Old", "Lamp"]}


def test_the_second_of_two_marketers_is_told_and_keeps_what_was_chosen(pot):
    lamp, chair = make_product(name="Lamp"), make_product(name="Chair")
    marketer = client_of("Marketer")
    save(marketer, pot, cross=[lamp])

    answer = save(marketer, pot, cross=[chair], version=1)

    assert answer.status_code == 409
    assert answer.context["screen"].related_form["cross_sell"].value() == [str(chair.pk)]
    assert answer.context["screen"].messages
    assert relations(pot) == {"cross": ["Lamp"]}


def test_who_may_not_change_products_may_not_pick(pot):
    lamp = make_product(name="Lamp")
    clerk = client_of("Order staff")

    assert save(clerk, pot, cross=[lamp]).status_code in (302, 403)
    assert relations(pot) == {}
    page = clerk.get(reverse("products:detail", args=[pot.pk]))
    assert page.status_code != 200 or page.context["screen"].related_form is None


def test_the_chooser_finds_by_name_brand_and_sku_and_leaves_out_archived_ones(pot):
    make_product(name="Lamp", brand="Lumen", variants=[{"sku": "LMP-1"}])
    make_product(name="Old lamp", archived_at=timezone.now())
    marketer = client_of("Marketer")

    def found(words: str) -> list[str]:
        answer = marketer.get(reverse("product_chooser:choose_results"), {"q": words, "multiple": "1"})
        return [product.name for product in answer.context["results"]]

    assert found("amp") == ["Lamp"]
    assert found("lumen") == ["Lamp"]
    assert found("lmp") == ["Lamp"]
    assert found("") == ["Lamp", "Pot"]
    assert found("nothing like it") == []


def test_the_chooser_hands_over_several_products_at_once(pot):
    lamp = make_product(name="Lamp")
    chosen = client_of("Marketer").get(
        reverse("product_chooser:chosen_multiple"), {"id": [lamp.pk, pot.pk], "multiple": "1"}
    )
    assert {each["title"] for each in chosen.json()["result"]} == {"Lamp", "Pot"}
    assert chosen.json()["result"][0]["edit_url"].endswith(f"/products/{chosen.json()['result'][0]['id']}/")


def test_a_stranger_may_not_look_for_products(client, pot):
    for name in ("choose", "choose_results", "chosen_multiple"):
        assert client.get(reverse(f"product_chooser:{name}")).status_code == 302
    stranger = client_of()
    for name in ("choose", "choose_results", "chosen_multiple"):
        assert stranger.get(reverse(f"product_chooser:{name}")).status_code in (302, 403)


def test_the_chooser_takes_as_many_queries_for_many_products(pot, django_assert_max_num_queries):
    marketer = client_of("Marketer")
    for _ in range(15):
        make_product(variants=[{"values": {"Size": "S"}}, {"values": {"Size": "L"}}])
    marketer.get(reverse("product_chooser:choose"))
    with django_assert_max_num_queries(10):
        answer = marketer.get(reverse("product_chooser:choose_results"), {"multiple": "1"})
    assert len(answer.context["results"]) == 15
