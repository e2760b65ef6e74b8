"""The report on pictures without a text, as a marketer sees it."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.tests.people import make_person
from products.tests.factories import make_image, make_site

pytestmark = pytest.mark.django_db
REPORT = "pictures_without_text"


@pytest.fixture
def marketer(client):
    client.force_login(make_person("Marketer"))
    return client


@pytest.fixture
def pictures():
    make_site()
    make_image(title="Whole", alt_bg="Саксия", alt_en="A pot")
    make_image(title="Half", alt_bg="Саксия")
    make_image(title="Bare")


def shown(response) -> list[str]:
    return sorted(image.title for image in response.context["object_list"])


def test_it_lists_what_lacks_a_text_in_any_language(marketer, pictures):
    response = marketer.get(reverse(REPORT))
    assert shown(response) == ["Bare", "Half"]
    assert reverse("wagtailimages:edit", args=[response.context["object_list"][0].pk]) in response.text


def test_it_is_narrowed_to_one_language(marketer, pictures):
    assert shown(marketer.get(reverse(REPORT), {"language": "alt_bg"})) == ["Bare"]


def test_it_is_taken_along_as_a_table_that_no_spreadsheet_runs(marketer):
    make_site()
    make_image(title="=1+1")
    answer = marketer.get(reverse(REPORT), {"export": "csv"})
    assert b"".join(answer.streaming_content).decode().splitlines()[1] == "'=1+1,,"


def test_with_nothing_in_it_it_says_that_all_is_well(marketer):
    make_site()
    make_image(title="Whole", alt_bg="Саксия", alt_en="A pot")

    everything = marketer.get(reverse(REPORT)).text
    narrowed = marketer.get(reverse(REPORT), {"language": "alt_bg"}).text

    with override("bg"):
        assert gettext("Every picture has its text in both languages.") in everything
        assert gettext("No picture lacks its text in this language.") in narrowed


def test_it_stands_in_the_reports_menu_of_who_may_edit_pictures(marketer):
    make_site()
    assert reverse(REPORT) in marketer.get(reverse("wagtailadmin_home")).text


def test_an_order_clerk_does_not_see_it(client):
    make_site()
    client.force_login(make_person("Order staff"))
    assert client.get(reverse(REPORT)).status_code in (302, 403)
    assert reverse(REPORT) not in client.get(reverse("wagtailadmin_home")).text


def test_the_number_of_queries_does_not_grow_with_the_pictures(marketer, django_assert_max_num_queries):
    make_site()
    for number in range(12):
        make_image(title=f"Picture {number}").get_rendition("max-120x90")
    with django_assert_max_num_queries(25):
        marketer.get(reverse(REPORT))
