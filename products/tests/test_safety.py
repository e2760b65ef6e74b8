"""Safety facts: what is missing, who may change them, what a published page cannot lose."""

import pytest
from django.utils import translation

from core.actors import Actor
from core.models import AuditEntry
from products.models import Product
from products.safety import Missing, missing_facts
from products.services.safety import (
    SafetyFacts,
    change_safety,
    facts_of,
    missing_safety_facts,
    products_left_without,
)
from products.services.specs import InvalidCatalogue, StaleVersion
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_operator,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db

CLERK = Actor("staff", 7, "Mila")


def covered(**attributes) -> Product:
    """Return a product that the regulation covers."""
    return make_product(**{"gpsr_exempt_reason": "", **attributes})


def complete(**attributes) -> Product:
    facts = {"manufacturer": make_operator(), "warnings_bg": "Чупливо.", "warnings_en": "Breaks."}
    return covered(**{**facts, **attributes})


def change(product: Product, **facts) -> int:
    return change_safety(
        product_id=product.pk, version=product.version, facts=SafetyFacts(**facts), actor=CLERK
    )


@pytest.mark.parametrize(
    "facts, language, missing",
    [
        ({}, "bg", [Missing.MANUFACTURER, Missing.WARNINGS_BG]),
        ({}, "en", [Missing.MANUFACTURER, Missing.WARNINGS_EN]),
        ({"warnings_bg": "Чупливо."}, "bg", [Missing.MANUFACTURER]),
        ({"warnings_bg": "Чупливо."}, "en", [Missing.MANUFACTURER, Missing.WARNINGS_EN]),
        ({"warnings_bg": "  "}, "bg", [Missing.MANUFACTURER, Missing.WARNINGS_BG]),
        ({"no_warnings": True}, "en", [Missing.MANUFACTURER]),
        ({"gpsr_exempt_reason": "An antique"}, "bg", []),
    ],
)
def test_what_is_missing_depends_on_the_language_of_the_page(facts, language, missing):
    assert missing_facts(covered(**facts), language) == missing


@pytest.mark.parametrize(
    "country, missing", [("BG", []), ("NO", []), ("GB", ["responsible"]), ("CN", ["responsible"])]
)
def test_only_a_manufacturer_outside_the_union_needs_somebody_inside(country, missing):
    product = covered(manufacturer=make_operator(country=country), no_warnings=True)
    expected = [Missing.RESPONSIBLE_PERSON] if missing else []
    assert missing_facts(product, "bg") == expected
    product.responsible_person = make_operator("Import Ltd", "DE")
    assert missing_facts(product, "bg") == []


def test_what_is_missing_is_said_in_the_language_of_the_reader():
    with translation.override("en"):
        assert missing_safety_facts(covered(), "bg") == [
            "the manufacturer",
            "the warnings in Bulgarian, or the tick that none are needed",
        ]


def test_facts_are_written_with_who_changed_what():
    product = covered()
    maker = make_operator()
    version = change(product, manufacturer_id=maker.pk, warnings_bg=" Чупливо. ", warnings_en="Breaks.")
    product.refresh_from_db()
    assert (version, product.version) == (2, 2)
    assert facts_of(product) == SafetyFacts(
        manufacturer_id=maker.pk, warnings_bg="Чупливо.", warnings_en="Breaks."
    )
    entry = AuditEntry.objects.get(action="safety-changed")
    assert (entry.actor_label, entry.object_id) == ("Mila", str(product.pk))
    assert entry.changes == {
        "manufacturer_id": [None, maker.pk],
        "warnings_bg": ["", "Чупливо."],
        "warnings_en": ["", "Breaks."],
    }


def test_saving_the_same_again_changes_nothing():
    product = complete()
    facts = {"manufacturer_id": product.manufacturer_id, "warnings_bg": "Чупливо.", "warnings_en": "Breaks."}
    assert change(product, **facts) == 1
    assert not AuditEntry.objects.exists()


def test_a_form_that_was_opened_on_an_older_product_is_refused():
    product = covered()
    with pytest.raises(StaleVersion):
        change_safety(
            product_id=product.pk, version=9, facts=SafetyFacts(gpsr_exempt_reason="An antique"), actor=CLERK
        )
    product.refresh_from_db()
    assert product.gpsr_exempt_reason == ""


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"no_warnings": True, "warnings_en": "Breaks."}, "no_warnings"),
        ({"warnings_bg": "x" * 4001}, "warnings_bg"),
        ({"gpsr_exempt_reason": "x" * 201}, "gpsr_exempt_reason"),
        ({"manufacturer_id": 999_999}, "manufacturer"),
        ({"responsible_person_id": 999_999}, "responsible_person"),
    ],
)
def test_facts_that_contradict_themselves_are_refused_beside_their_field(facts, field):
    product = covered()
    with pytest.raises(InvalidCatalogue) as refusal:
        change(product, **facts)
    assert list(refusal.value.errors) == [(None, field)]
    product.refresh_from_db()
    assert (product.version, facts_of(product)) == (1, SafetyFacts())


def test_somebody_outside_the_union_cannot_be_the_responsible_person():
    maker, importer = make_operator(country="CN"), make_operator("Import Ltd", "GB")
    with pytest.raises(InvalidCatalogue) as refusal:
        change(covered(), manufacturer_id=maker.pk, responsible_person_id=importer.pk)
    assert list(refusal.value.errors) == [(None, "responsible_person")]


@pytest.mark.parametrize(
    "left, field",
    [
        ({"warnings_bg": "Чупливо.", "warnings_en": "Breaks."}, "manufacturer"),
        ({"manufacturer": True, "warnings_en": "Breaks."}, "warnings_bg"),
        ({"manufacturer": True, "warnings_bg": "Чупливо."}, "warnings_en"),
    ],
)
def test_a_published_page_keeps_what_it_needs(left, field):
    # Given a product with a page in both languages
    tree = make_category_tree()
    product = complete()
    page = make_page(product, tree.indoor, image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    # When one of its facts is taken away
    facts = {key: value for key, value in left.items() if key != "manufacturer"}
    if "manufacturer" in left:
        facts["manufacturer_id"] = product.manufacturer_id
    with pytest.raises(InvalidCatalogue) as refusal:
        change(product, **facts)
    # Then it is refused beside its field and stays
    assert (None, field) in refusal.value.errors
    before = facts_of(product)
    product.refresh_from_db()
    assert (product.version, facts_of(product)) == (1, before)


def test_an_english_warning_may_go_while_only_the_bulgarian_page_is_published():
    tree = make_category_tree()
    product = complete()
    page = make_page(product, tree.indoor, image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot").unpublish()
    assert change(product, manufacturer_id=product.manufacturer_id, warnings_bg="Чупливо.") == 2


def test_an_exemption_cannot_end_while_a_published_page_has_no_picture():
    tree = make_category_tree()
    product = make_product(gpsr_exempt_reason="An antique")
    make_page(product, tree.indoor)
    with pytest.raises(InvalidCatalogue) as refusal:
        change(product, manufacturer_id=make_operator().pk, no_warnings=True)
    assert list(refusal.value.errors) == [(None, "gpsr_exempt_reason")]


def test_a_page_from_before_the_rule_can_be_put_right_step_by_step():
    # Given a published page whose product never had any facts
    tree = make_category_tree()
    product = covered()
    make_page(product, tree.indoor)
    # When the manufacturer is known, though the warnings are not
    assert change(product, manufacturer_id=make_operator().pk) == 2


def test_a_manufacturer_who_leaves_the_union_is_counted_with_what_is_on_sale():
    # Given three products of one manufacturer, one without a page, one with an importer
    tree = make_category_tree()
    maker = make_operator()
    make_page(complete(manufacturer=maker), tree.indoor, slug="a")
    make_page(
        complete(manufacturer=maker, responsible_person=make_operator("Import Ltd", "DE")),
        tree.indoor,
        slug="b",
    )
    complete(manufacturer=maker)
    assert products_left_without(maker, "GB") == 1
    assert products_left_without(maker, "RO") == 0
    assert products_left_without(make_operator("Import Ltd", "DE"), "GB") == 1
