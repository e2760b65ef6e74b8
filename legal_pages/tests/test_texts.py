"""Legal texts in a mail: whole, readable without HTML, and with addresses that lead to the shop."""

import pytest

from legal_pages.models import LegalVersion
from legal_pages.selectors import version_labelled
from legal_pages.texts import enclosed

pytestmark = pytest.mark.django_db

BODY = """
<h2>Как</h2>
<ul>
<li>писмо до <b>нас</b> и <i>вас</i>;</li>
<li>формуляр: <a href="https://kzp.bg">КЗП</a></li>
</ul>
<p>Кафе &amp; чай.<br/>Край</p>
"""


def make_version(**fields):
    values = {
        "kind": "returns",
        "language": "bg",
        "number": 3,
        "title": "Връщане",
        "body": BODY,
        "digest": "x",
    }
    return LegalVersion.objects.create(**{**values, **fields})


def test_the_plain_form_keeps_paragraphs_lists_and_addresses():
    text = enclosed(make_version(), site_url="https://shop.example").text
    assert text == ("Как\n\n• писмо до нас и вас;\n• формуляр: КЗП (https://kzp.bg)\n\nКафе & чай.\nКрай")


def test_addresses_inside_the_shop_become_absolute_and_others_stay():
    body = '<p><a href="/en/terms/">a</a> <a href="//other.example/">b</a> <a href="https://kzp.bg">c</a></p>'
    html = enclosed(make_version(body=body), site_url="https://shop.example").html
    assert html == (
        '<p><a href="https://shop.example/en/terms/">a</a> <a href="//other.example/">b</a> '
        '<a href="https://kzp.bg">c</a></p>'
    )


def test_a_version_is_found_by_its_label():
    version = make_version(language="pt-br")
    assert version.label == "returns-pt-br-3"
    assert version_labelled("returns-pt-br-3") == version


@pytest.mark.parametrize(
    "label", ["", "returns", "returns-bg-", "returns-bg-x", "returns-bg-3", "terms-pt-br-3"]
)
def test_a_label_that_no_text_carries_finds_nothing(label):
    make_version(language="pt-br")
    assert version_labelled(label) is None
