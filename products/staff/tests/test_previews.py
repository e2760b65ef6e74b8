"""A preview is carried out once, whatever happens at the same time."""

import time

import pytest
from django.core.cache import cache

from core.tests.threads import in_threads
from products.staff.previews import NotShown, Shown, carry_out_once, outcome_of, unsealed


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def test_what_was_shown_comes_back_as_it_was():
    shown = Shown({5: 2, 900: 71}, (8, 9))

    assert unsealed(shown.sealed(action="prices", user_id=7), action="prices", user_id=7) == shown
    assert Shown({5: 2}).token != Shown({5: 2}).token


def test_it_is_of_use_to_its_person_for_its_action_only():
    sealed = Shown({5: 2}).sealed(action="prices", user_id=7)

    for text, action, user_id in [
        (sealed, "prices", 8),
        (sealed, "facts", 7),
        (sealed[:-1], "prices", 7),
        ("", "prices", 7),
        ("5:2\0", "prices", 7),
    ]:
        with pytest.raises(NotShown):
            unsealed(text, action=action, user_id=user_id)


def test_a_double_click_does_the_work_once_and_the_second_hears_that_it_is_under_way():
    done = []

    def work() -> dict:
        time.sleep(0.2)
        done.append(1)
        return {"changed": 3}

    def press() -> object:
        return carry_out_once(7, "a1", work)

    results = in_threads(press, press)

    assert done == [1]
    assert sorted(results, key=str) == [(None, False), ({"changed": 3}, True)]
    assert carry_out_once(7, "a1", work) == ({"changed": 3}, False)
    assert (outcome_of(7, "a1"), outcome_of(8, "a1"), outcome_of(7, "b2")) == ({"changed": 3}, None, None)


def test_work_that_raises_may_be_tried_again_and_work_that_was_cut_off_may_not():
    def broken() -> dict:
        raise RuntimeError("nothing is done")

    def cut_off() -> dict:
        raise SystemExit

    with pytest.raises(RuntimeError):
        carry_out_once(7, "a1", broken)
    with pytest.raises(SystemExit):
        carry_out_once(7, "a1", cut_off)

    assert carry_out_once(7, "a1", lambda: {"changed": 1}) == (None, False)
