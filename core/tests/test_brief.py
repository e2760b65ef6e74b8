"""Answers that are good for a second, and parts of pages that are."""

import pytest
from django.db import transaction
from django.template import Context, Template
from django.utils import translation

from core import brief
from core.brief import briefly
from core.templatetags import brief as tag


@pytest.fixture
def clock(settings, monkeypatch):
    """A clock that stands still until it is moved; answers are good for a second."""
    settings.BRIEF_SECONDS = 1.0
    now = [100.0]
    for module in (brief, tag):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    tag._kept.clear()
    return now


def counted():
    calls = []

    @briefly
    def read(*args, **kwargs):
        calls.append((args, kwargs))
        return len(calls)

    return read, calls


def test_an_answer_is_good_for_a_second_and_no_longer(clock):
    read, calls = counted()
    assert (read("a"), read("a")) == (1, 1)
    clock[0] += 0.999
    assert read("a") == 1
    clock[0] += 0.001
    assert read("a") == 2
    assert len(calls) == 2


def test_other_questions_have_other_answers(clock):
    read, _calls = counted()
    assert [read("a"), read("b"), read(a=1), read(a=2), read("a"), read(a=1)] == [1, 2, 3, 4, 1, 3]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_in_a_transaction_the_database_is_asked_and_nothing_is_kept(clock):
    read, _calls = counted()
    assert read() == 1
    with transaction.atomic():
        assert (read(), read()) == (2, 3)
    assert read() == 1


def test_what_failed_is_tried_again(clock):
    tries = []

    @briefly
    def read():
        tries.append(1)
        if len(tries) == 1:
            raise LookupError
        return "found"

    with pytest.raises(LookupError):
        read()
    assert read() == "found"


def test_no_more_is_kept_than_a_shop_has(clock, monkeypatch):
    monkeypatch.setattr(brief, "MOST_KEYS", 2)
    read, _calls = counted()
    assert [read(1), read(2), read(3), read(3), read(1)] == [1, 2, 3, 3, 4]


def test_a_part_of_a_page_is_kept_by_language_and_value(clock):
    part = Template("{% load brief %}{% brief 'part' place %}{{ word }}{% endbrief %}")

    def shown(word, place):
        return part.render(Context({"word": word, "place": place}))

    with translation.override("bg"):
        assert (shown("едно", 1), shown("друго", 1), shown("друго", 2)) == ("едно", "едно", "друго")
    with translation.override("en"):
        assert shown("one", 1) == "one"
    clock[0] += 1
    with translation.override("bg"):
        assert shown("ново", 1) == "ново"


def test_without_seconds_everything_is_new(settings):
    settings.BRIEF_SECONDS = 0
    read, _calls = counted()
    part = Template("{% load brief %}{% brief 'part' %}{{ word }}{% endbrief %}")
    assert (read(), read()) == (1, 2)
    assert [part.render(Context({"word": word})) for word in "ab"] == ["a", "b"]
