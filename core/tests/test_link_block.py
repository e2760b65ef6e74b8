"""A link in a block: empty where it may be, complete where it is not."""

import pytest
from wagtail.blocks import StructBlockValidationError

from core.blocks import LinkBlock

EMPTY = {"label": "", "page": None, "url": ""}


def value(block: LinkBlock, **parts):
    return block.to_python(EMPTY | parts)


def test_an_optional_link_may_stay_empty():
    block = LinkBlock(required=False)
    assert dict(block.clean(value(block))) == EMPTY


def test_a_required_link_may_not():
    block = LinkBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value(block))
    assert set(refused.value.block_errors) == {"label"}


def test_words_without_an_address_are_refused():
    block = LinkBlock(required=False)
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value(block, label="See more"))
    assert refused.value.block_errors["page"].code == "no_target"


def test_an_address_without_words_is_refused():
    block = LinkBlock(required=False)
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value(block, url="https://vitrina.example/"))
    assert set(refused.value.block_errors) == {"label"}


def test_words_and_an_address_make_a_link():
    block = LinkBlock()
    link = block.clean(value(block, label="See more", url="https://vitrina.example/"))
    assert (link["label"], link["url"]) == ("See more", "https://vitrina.example/")
